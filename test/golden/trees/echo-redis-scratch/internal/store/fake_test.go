package store

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// fake is a Redis server that knows one counter. It lets the store be tested where no Redis is;
// with -tags integration the same tests run on a real one.
type fake struct {
	address  string
	password string // asked for when it is not empty
	broken   string // command after which the connection breaks

	mu       sync.Mutex
	hits     int64
	commands []string
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

// serve answers the commands of one client.
func (f *fake) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	known := f.password == ""
	for {
		command, err := readCommand(r)
		if err != nil || command[0] == f.broken {
			f.record(command)
			return
		}
		f.record(command)
		reply := "-NOAUTH Authentication required.\r\n"
		switch {
		case command[0] == "AUTH":
			if known = command[len(command)-1] == f.password; known {
				reply = "+OK\r\n"
			} else {
				reply = "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
			}
		case command[0] == "HELLO":
			reply = "-ERR unknown command 'HELLO'\r\n"
		case known:
			reply = f.reply(command)
		}
		if _, err := io.WriteString(conn, reply); err != nil {
			return
		}
	}
}

func (f *fake) record(command []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commands = append(f.commands, strings.Join(command, " "))
}

// count returns how often command has come.
func (f *fake) count(command string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.commands {
		if c == command {
			n++
		}
	}
	return n
}

func (f *fake) reply(command []string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch strings.Join(command, " ") {
	case "PING":
		return "+PONG\r\n"
	case "INCR visitors":
		f.hits++
		return fmt.Sprintf(":%d\r\n", f.hits)
	case "DEL visitors":
		f.hits = 0
		return ":1\r\n"
	case "GET visitors":
		if f.hits == 0 {
			return "$-1\r\n"
		}
		text := strconv.FormatInt(f.hits, 10)
		return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text)
	default:
		return fmt.Sprintf("-ERR unknown command %q\r\n", command)
	}
}

// readCommand reads an array of strings. Its first element is in capitals.
func readCommand(r *bufio.Reader) ([]string, error) {
	n, err := readLength(r)
	if err != nil {
		return []string{""}, err
	}
	command := make([]string, n)
	for i := range command {
		length, err := readLength(r)
		if err != nil {
			return []string{""}, err
		}
		data := make([]byte, length+2)
		if _, err := io.ReadFull(r, data); err != nil {
			return []string{""}, err
		}
		command[i] = string(data[:length])
	}
	command[0] = strings.ToUpper(command[0])
	return command, nil
}

// readLength reads a line such as *3 or $11.
func readLength(r *bufio.Reader) (int, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(line[1:]))
}
