package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/acme/greeter/internal/config"
)

// onDatabase returns a store on the database at TEST_DB_URL, with a count of its own that is removed afterwards.
func onDatabase(t *testing.T) *Store {
	t.Helper()
	if os.Getenv("TEST_DB_URL") == "" {
		t.Skip("TEST_DB_URL is not set: `make test-integration` runs this test")
	}
	cfg, err := config.LoadDatabase(func(name string) string { return os.Getenv("TEST_" + name) }, Check)
	if err != nil {
		t.Fatalf("read settings, each with TEST_ before its name:\n%v", err)
	}
	s := open(t, cfg)
	s.counter = "test " + t.Name()
	clean := func() {
		if err := s.Reset(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("reset: %v", err)
		}
	}
	clean()
	t.Cleanup(func() {
		clean()
		s.Close()
	})
	return s
}

func wantHit(t *testing.T, s *Store, want int64) {
	t.Helper()
	if got, err := s.Hit(t.Context()); got != want || err != nil {
		t.Errorf("Hit: got %d, %v, want %d", got, err, want)
	}
}

func wantHits(t *testing.T, s *Store, want int64) {
	t.Helper()
	if got, err := s.Hits(t.Context()); got != want || err != nil {
		t.Errorf("Hits: got %d, %v, want %d", got, err, want)
	}
}

func TestCounts(t *testing.T) {
	s := onDatabase(t)
	wantHits(t, s, 0)
	wantHit(t, s, 1)
	wantHit(t, s, 2)
	wantHits(t, s, 2)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
}

func TestAFailedStatementKeepsTheConnections(t *testing.T) {
	s := onDatabase(t)
	wantHit(t, s, 1)
	before := s.pool.Stat().NewConnsCount()
	failing := []struct {
		query string
		args  []any
	}{
		{"", nil}, // an error of the caller's own
		{"SELECT $1::int4", []any{int64(3_000_000_000)}},
		{"SELECT NULL::int8", nil},
		{"SELECT 1 WHERE false", nil},
		{"no SQL", nil},
	}
	for i, f := range failing {
		err := s.do(t.Context(), s.pool, "fail", func(ctx context.Context, conn *pgxpool.Conn) error {
			if f.query == "" {
				return errors.New("not found")
			}
			var n int64
			return conn.QueryRow(ctx, f.query, f.args...).Scan(&n)
		})
		if err == nil {
			t.Errorf("%q: got no error", f.query)
		}
		wantHit(t, s, int64(i)+2)
	}
	if after := s.pool.Stat().NewConnsCount(); after != before {
		t.Errorf("got %d new connections, want none", after-before)
	}
}

func TestAPanicKeepsNoConnection(t *testing.T) {
	s := onDatabase(t)
	for range s.pool.Config().MaxConns + 1 {
		func() {
			defer func() { _ = recover() }()
			_ = s.do(t.Context(), s.pool, "panic", func(context.Context, *pgxpool.Conn) error { panic("in a statement") })
		}()
	}
	wantHit(t, s, 1)
}

func TestResetForgetsOwnVisitorsAlone(t *testing.T) {
	s := onDatabase(t)
	other := *s
	other.counter += " other"
	wantHit(t, s, 1)
	wantHit(t, &other, 1)
	if err := s.Reset(t.Context()); err != nil {
		t.Fatalf("Reset: %v", err)
	}
	wantHits(t, s, 0)
	wantHits(t, &other, 1)
	wantHit(t, s, 1)
	if err := other.Reset(t.Context()); err != nil {
		t.Fatalf("Reset: %v", err)
	}
}

func TestNoNumberIsGivenOutTwice(t *testing.T) {
	s := onDatabase(t)
	const workers, each = 8, 25
	var (
		mu   sync.Mutex
		got  []int64
		wait sync.WaitGroup
	)
	for range workers {
		wait.Go(func() {
			for range each {
				n, err := s.Hit(t.Context())
				if err != nil {
					t.Errorf("Hit: %v", err)
					return
				}
				mu.Lock()
				got = append(got, n)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	slices.Sort(got)
	for i, n := range got {
		if n != int64(i+1) {
			t.Fatalf("got numbers %v, want each from 1 to %d once", got, workers*each)
		}
	}
	wantHits(t, s, workers*each)
}

func TestEndedContextEndsEveryCall(t *testing.T) {
	s := onDatabase(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, hitErr := s.Hit(ctx)
	_, hitsErr := s.Hits(ctx)
	for name, err := range map[string]error{"Hit": hitErr, "Hits": hitsErr, "Reset": s.Reset(ctx), "Ping": s.Ping(ctx)} {
		if err == nil {
			t.Errorf("%s: got nil, want an error", name)
		}
	}
	wantHits(t, s, 0)
}

func TestPingDoesNotWaitBehindStatements(t *testing.T) {
	s := onDatabase(t)
	for range s.pool.Config().MaxConns {
		conn, err := s.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Release()
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestEndedConnectionsFailOneCallAtMost(t *testing.T) {
	s := onDatabase(t)
	for range 3 {
		var wait sync.WaitGroup
		for range 20 { // So that the pool has many connections.
			wait.Go(func() { _, _ = s.Hits(t.Context()) })
		}
		wait.Wait()
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping: %v", err)
		}
		const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()`
		if _, err := s.pinger.Exec(t.Context(), others); err != nil {
			t.Fatal(err)
		}
		failed := 0
		for range 20 {
			if _, err := s.Hits(t.Context()); err != nil {
				failed++
			}
		}
		if failed > 1 {
			t.Errorf("got %d failed calls, want 1 at most", failed)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping: %v", err)
		}
	}
}

func TestMayChangeRowsAndNothingElse(t *testing.T) {
	s := onDatabase(t)
	for _, statement := range []string{
		"CREATE TABLE mine (id int)", "DROP TABLE counters", "ALTER TABLE counters ADD COLUMN x int", "TRUNCATE counters",
		"CREATE ROLE other", "ALTER ROLE app SUPERUSER", "COPY counters TO PROGRAM 'cat'",
	} {
		if _, err := s.pool.Exec(t.Context(), statement); err == nil {
			t.Errorf("%s: got nil, want that it is refused", statement)
		}
	}
}
