package store

import (
	"encoding/binary"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// fake is a PostgreSQL server that knows one counter. It lets the store be tested where no
// PostgreSQL is; with -tags integration the same tests run on a real one.
type fake struct {
	address  string
	password string // asked for when it is not empty
	noTable  bool   // init.sql did not run

	mu   sync.Mutex
	hits uint64
}

// startFake starts f on a free port of this machine.
func startFake(t *testing.T, f *fake) *fake {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	f.address = ln.Addr().String()
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go f.serve(conn)
		}
	}()
	return f
}

// serve answers the messages of one client.
func (f *fake) serve(conn net.Conn) {
	defer conn.Close()
	b := pgproto3.NewBackend(conn, conn)
	if !f.login(b) {
		return
	}
	statements := map[string]string{}
	var bound string
	for {
		message, err := b.Receive()
		if err != nil {
			return
		}
		switch m := message.(type) {
		case *pgproto3.Query: // a ping
			b.Send(&pgproto3.EmptyQueryResponse{})
			b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		case *pgproto3.Parse:
			statements[m.Name] = m.Query
			b.Send(&pgproto3.ParseComplete{})
		case *pgproto3.Describe:
			b.Send(&pgproto3.ParameterDescription{ParameterOIDs: []uint32{25}})
			b.Send(columns(statements[m.Name]))
		case *pgproto3.Bind:
			bound = statements[m.PreparedStatement]
			if string(m.Parameters[0]) != counter {
				return
			}
			b.Send(&pgproto3.BindComplete{})
		case *pgproto3.Execute:
			f.execute(b, bound)
		case *pgproto3.Sync:
			b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		}
		if b.Flush() != nil {
			return
		}
	}
}

// login returns whether the client may go on.
func (f *fake) login(b *pgproto3.Backend) bool {
	startup, err := b.ReceiveStartupMessage()
	if err != nil {
		return false
	}
	if _, ok := startup.(*pgproto3.StartupMessage); !ok {
		return false
	}
	if f.password != "" {
		b.Send(&pgproto3.AuthenticationCleartextPassword{})
		if b.Flush() != nil || b.SetAuthType(pgproto3.AuthTypeCleartextPassword) != nil {
			return false
		}
		message, err := b.Receive()
		if err != nil {
			return false
		}
		if p, ok := message.(*pgproto3.PasswordMessage); !ok || p.Password != f.password {
			b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "28P01", Message: "password authentication failed"})
			_ = b.Flush()
			return false
		}
	}
	b.Send(&pgproto3.AuthenticationOk{})
	b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	return b.Flush() == nil
}

// columns describes what statement returns.
func columns(statement string) pgproto3.BackendMessage {
	if strings.HasPrefix(statement, "DELETE") {
		return &pgproto3.NoData{}
	}
	return &pgproto3.RowDescription{Fields: []pgproto3.FieldDescription{
		{Name: []byte("hits"), DataTypeOID: 20, DataTypeSize: 8, TypeModifier: -1, Format: 1},
	}}
}

func (f *fake) execute(b *pgproto3.Backend, statement string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	row := func() {
		b.Send(&pgproto3.DataRow{Values: [][]byte{binary.BigEndian.AppendUint64(nil, f.hits)}})
	}
	switch {
	case f.noTable:
		b.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: "42P01", Message: `relation "counters" does not exist`})
		return
	case strings.HasPrefix(statement, "INSERT"):
		f.hits++
		row()
	case strings.HasPrefix(statement, "SELECT"):
		if f.hits > 0 {
			row()
		}
	case strings.HasPrefix(statement, "DELETE"):
		f.hits = 0
	}
	b.Send(&pgproto3.CommandComplete{CommandTag: []byte(strings.Fields(statement)[0] + " 1")})
}
