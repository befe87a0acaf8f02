package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/acme/greeter/internal/config"
)

// running is a server that is stopped by stop, after which done has what Serve returned.
type running struct {
	address  string
	stop     context.CancelFunc
	done     chan error
	released chan struct{}
}

func start(t *testing.T, cfg config.Config, handler http.HandlerFunc) *running {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	srv := &running{ln.Addr().String(), stop, make(chan error, 1), make(chan struct{})}
	go func() {
		srv.done <- Serve(ctx, ln, handler, cfg, slog.New(slog.DiscardHandler), func() { close(srv.released) })
	}()
	return srv
}

func (r *running) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// wait returns what Serve returned.
func (r *running) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.done:
		return err
	case <-time.After(30 * time.Second):
		t.Fatal("the server does not stop")
		return nil
	}
}

func send(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
}

// read returns the body of one answer, and whether the server closes the connection after it.
func read(r *bufio.Reader) (body string, closes bool, err error) {
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		return "", false, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return string(data), resp.Close, err
}

const request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestGoesOnServingForTheDrainDelay(t *testing.T) {
	srv := start(t, config.Config{DrainDelay: time.Second, ShutdownTimeout: time.Minute}, hello)
	kept := srv.dial(t)
	reader := bufio.NewReader(kept)
	send(t, kept, request)
	if body, closes, err := read(reader); body != "hello" || closes || err != nil {
		t.Fatalf("before: got %q, close %v, %v, want hello on a connection that stays", body, closes, err)
	}
	begin := time.Now()
	srv.stop()
	for conn, reader := range map[net.Conn]*bufio.Reader{kept: reader, srv.dial(t): nil} {
		if reader == nil {
			reader = bufio.NewReader(conn)
		}
		time.Sleep(50 * time.Millisecond)
		send(t, conn, request)
		if body, closes, err := read(reader); body != "hello" || !closes || err != nil {
			t.Errorf("during: got %q, close %v, %v, want hello on a connection that closes", body, closes, err)
		}
	}
	if err := srv.wait(t); err != nil || time.Since(begin) < time.Second {
		t.Errorf("got %v after %v, want nil after the delay", err, time.Since(begin))
	}
	select {
	case <-srv.released:
	default:
		t.Error("release was not called")
	}
	if conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", srv.address); err == nil {
		_ = conn.Close()
		t.Error("after: connections are still accepted")
	}
}

func TestRequestsInFlightGetTheirWholeAnswer(t *testing.T) {
	body := strings.Repeat("x", 1<<20)
	entered, release := make(chan struct{}), make(chan struct{})
	srv := start(t, config.Config{ShutdownTimeout: time.Minute}, func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-release
		if r.Context().Err() == nil {
			_, _ = io.WriteString(w, body)
		}
	})
	conn := srv.dial(t)
	send(t, conn, request)
	<-entered
	srv.stop()
	select {
	case err := <-srv.done:
		t.Fatalf("stopped with %v while a request was in flight", err)
	case <-time.After(100 * time.Millisecond):
	}
	close(release)
	if got, _, err := read(bufio.NewReader(conn)); got != body || err != nil {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(body))
	}
	if err := srv.wait(t); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestStopUnderLoadLosesNoRequest(t *testing.T) {
	var handled, answered atomic.Int64
	srv := start(t, config.Config{DrainDelay: time.Second, ShutdownTimeout: time.Minute}, func(http.ResponseWriter, *http.Request) {
		handled.Add(1)
	})
	var clients sync.WaitGroup
	for range 16 {
		conn := srv.dial(t)
		clients.Go(func() {
			r := bufio.NewReader(conn)
			for closes := false; !closes; answered.Add(1) {
				if _, err := io.WriteString(conn, request); err != nil {
					t.Errorf("send request: %v", err)
					return
				}
				var err error
				if _, closes, err = read(r); err != nil {
					t.Errorf("read answer: %v", err)
					return
				}
			}
		})
	}
	for handled.Load() < 100 {
		time.Sleep(time.Millisecond)
	}
	srv.stop()
	if err := srv.wait(t); err != nil {
		t.Fatal(err)
	}
	clients.Wait()
	if got, want := answered.Load(), handled.Load(); got != want {
		t.Fatalf("got %d answers to %d handled requests", got, want)
	}
}

func TestTheWholeStopIsBounded(t *testing.T) {
	entered := make(chan struct{})
	srv := start(t, config.Config{DrainDelay: 50 * time.Millisecond, ShutdownTimeout: 100 * time.Millisecond},
		func(_ http.ResponseWriter, r *http.Request) {
			close(entered)
			<-r.Context().Done()
		})
	send(t, srv.dial(t), request)
	<-entered
	begin := time.Now()
	srv.stop()
	if err := srv.wait(t); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 10*time.Second {
		t.Errorf("got %v after %v, want %v", err, time.Since(begin), context.DeadlineExceeded)
	}
}

func TestReleaseIsNotWaitedForLongerThanTheTimeout(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	cfg := config.Config{ShutdownTimeout: 50 * time.Millisecond}
	forever := make(chan struct{})
	defer close(forever)
	begin := time.Now()
	_ = Serve(ctx, ln, http.NotFoundHandler(), cfg, slog.New(slog.DiscardHandler), func() { <-forever })
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("ended after %v, want about %v", took, cfg.ShutdownTimeout)
	}
}

func TestListenerThatFailsIsAnError(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	err = Serve(t.Context(), ln, http.NotFoundHandler(), config.Config{}, slog.New(slog.DiscardHandler), func() {})
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want %v", err, net.ErrClosed)
	}
}

func TestTimeoutsEndTheConnection(t *testing.T) {
	const limit = 50 * time.Millisecond
	for name, tt := range map[string]struct {
		cfg  config.Config
		send string
	}{
		"slow headers":    {config.Config{ReadTimeout: limit}, "GET / HTTP/1.1\r\n"},
		"slow body":       {config.Config{ReadTimeout: limit}, "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n"},
		"no next request": {config.Config{IdleTimeout: limit}, request},
	} {
		srv := start(t, tt.cfg, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
		conn := srv.dial(t)
		send(t, conn, tt.send)
		if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: the connection stays open, want it closed after 50 ms", name)
		}
	}
}

func TestClientThatReadsNothingEndsTheAnswer(t *testing.T) {
	failed := make(chan error, 1)
	srv := start(t, config.Config{WriteTimeout: 50 * time.Millisecond}, func(w http.ResponseWriter, _ *http.Request) {
		for chunk := make([]byte, 1<<20); ; {
			if _, err := w.Write(chunk); err != nil {
				failed <- err
				return
			}
		}
	})
	send(t, srv.dial(t), request)
	select {
	case err := <-failed:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v, want %v", err, os.ErrDeadlineExceeded)
		}
	case <-time.After(30 * time.Second):
		t.Error("the handler still writes, want it to fail after 50 ms")
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	srv := start(t, config.Config{}, hello)
	conn := srv.dial(t)
	send(t, conn, "GET / HTTP/1.1\r\nHost: test\r\nX: "+strings.Repeat("x", 70<<10)+"\r\n\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %s, want 431", resp.Status)
	}
}
