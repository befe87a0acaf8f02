package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/storetest"
)

// blocked is a database whose hits wait until it is released.
type blocked struct {
	storetest.Memory
	entered, release chan struct{}
	inside           atomic.Int64
	closedInUse      atomic.Bool
}

func (b *blocked) Hit(ctx context.Context) (int64, error) {
	b.inside.Add(1)
	defer b.inside.Add(-1)
	b.entered <- struct{}{}
	select {
	case <-b.release:
		return b.Memory.Hit(ctx)
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (b *blocked) Close() {
	b.closedInUse.Store(b.inside.Load() > 0)
	b.Memory.Close()
}

func TestStopWhileRequestsWaitForTheDatabase(t *testing.T) {
	const requests = 8
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ln, err := listen(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	address := net.JoinHostPort("127.0.0.1", port)
	db := &blocked{entered: make(chan struct{}, requests), release: make(chan struct{})}
	cfg := config.Config{Server: config.Server{
		ReadTimeout: time.Minute, WriteTimeout: time.Minute, ShutdownTimeout: time.Minute,
	}}
	done := make(chan error, 1)
	go func() { done <- serveOn(ctx, ln, db, cfg, slog.New(slog.DiscardHandler)) }()

	var (
		clients  sync.WaitGroup
		visitors [requests]int
	)
	for i := range requests {
		clients.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			visitors[i] = get(t, client, address, "/").visitor(t)
		})
	}
	for range requests {
		<-db.entered
	}

	stop()
	waitRefused(t, address)
	close(db.release)
	clients.Wait()
	slices.Sort(visitors[:])
	if want := [requests]int{1, 2, 3, 4, 5, 6, 7, 8}; visitors != want {
		t.Errorf("got visitors %v, want %v", visitors, want)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("got %v, want nil", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the service does not stop")
	}
	if db.closedInUse.Load() {
		t.Error("the database was closed under a request")
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("the database was not closed")
	}
}

func TestReadyUntilTheStop(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var db storetest.Memory
	h := newHandler(ctx, &db, slog.New(slog.DiscardHandler))
	readyz := func() int {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", http.NoBody))
		return rec.Code
	}
	if got := readyz(); got != http.StatusOK {
		t.Errorf("before: got %d, want 200", got)
	}
	stop()
	if got := readyz(); got != http.StatusServiceUnavailable {
		t.Errorf("after: got %d, want 503", got)
	}
}

// waitRefused returns when address takes no connection any more.
func waitRefused(t *testing.T, address string) {
	t.Helper()
	for range 5000 {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err != nil {
			return
		}
		_ = conn.Close()
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("new connections are still accepted")
}
