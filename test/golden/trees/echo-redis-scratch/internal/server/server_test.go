package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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
	ln   *listener
	stop context.CancelFunc
	done chan error
}

// listener remembers whose connections it accepted.
type listener struct {
	net.Listener
	accepted sync.Map // of addresses
}

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.accepted.Store(conn.RemoteAddr().String(), true)
	}
	return conn, err
}

// patient lets a drain wait for a request longer than a slow machine takes to send it.
const patient = time.Hour

// start serves with a drain that lets connections be quiet for so long.
func start(t *testing.T, handler http.Handler, log *slog.Logger, cfg config.Server, quiet time.Duration) running {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	srv := running{&listener{Listener: ln}, stop, make(chan error, 1)}
	conns := newConns(cfg.ReadTimeout)
	conns.quiet = quiet
	go func() { srv.done <- serve(ctx, srv.ln, handler, cfg, log, conns) }()
	t.Cleanup(stop)
	return srv
}

// startUnhurried starts a server whose timeouts no test meets.
func startUnhurried(t *testing.T, handler http.HandlerFunc, quiet time.Duration) running {
	t.Helper()
	return start(t, handler, slog.New(slog.DiscardHandler), config.Server{
		ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute, ShutdownTimeout: time.Minute,
	}, quiet)
}

// dial returns a connection that the server has accepted: the kernel resets others when a listener closes.
func (r running) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := r.connect(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	for range 5000 {
		if _, ok := r.ln.accepted.Load(conn.LocalAddr().String()); ok {
			return conn
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the connection is not accepted")
	return nil
}

func (r running) connect(t *testing.T) (net.Conn, error) {
	t.Helper()
	return new(net.Dialer).DialContext(t.Context(), "tcp", r.ln.Addr().String())
}

// waitRefused returns when the server takes no connection any more.
func (r running) waitRefused(t *testing.T) {
	t.Helper()
	for range 5000 {
		conn, err := r.connect(t)
		if err != nil {
			return
		}
		_ = conn.Close()
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("new connections are still accepted")
}

// waitStopped returns what Serve returned.
func (r running) waitStopped(t *testing.T) error {
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

func read(t *testing.T, r *bufio.Reader) (body string, closes bool) {
	t.Helper()
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data), resp.Close
}

const request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

func TestRequestsInFlightGetTheirWholeAnswer(t *testing.T) {
	const requests = 8
	body := strings.Repeat("x", 1<<20)
	entered, release := make(chan struct{}, requests), make(chan struct{})
	srv := startUnhurried(t, func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-release
		if r.Context().Err() == nil {
			_, _ = io.WriteString(w, body)
		}
	}, time.Millisecond)
	var conns []net.Conn
	for range requests {
		conn := srv.dial(t)
		send(t, conn, request)
		conns = append(conns, conn)
		<-entered
	}
	srv.stop()
	srv.waitRefused(t)
	select {
	case err := <-srv.done:
		t.Fatalf("stopped with %v while requests were in flight", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	for i, conn := range conns {
		if got, _ := read(t, bufio.NewReader(conn)); got != body {
			t.Errorf("request %d: got %d bytes, want %d", i, len(got), len(body))
		}
	}
	if err := srv.waitStopped(t); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestKeptAliveConnectionIsAnsweredOnceMore(t *testing.T) {
	srv := startUnhurried(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }, patient)
	conn := srv.dial(t)
	r := bufio.NewReader(conn)
	for range 2 {
		send(t, conn, request)
		if got, closes := read(t, r); got != "hello" || closes {
			t.Fatalf("before: got %q, close %v, want hello on a connection that stays", got, closes)
		}
	}
	srv.stop()
	srv.waitRefused(t)
	send(t, conn, request)
	if got, closes := read(t, r); got != "hello" || !closes {
		t.Errorf("after: got %q, close %v, want hello on a connection that closes", got, closes)
	}
	if err := srv.waitStopped(t); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestConnectionsThatSendNothingDoNotDelayTheEnd(t *testing.T) {
	for name, text := range map[string]string{
		"idle": request, "new": "", "half a header": "GET / HTTP/1.1\r\nHost:",
	} {
		t.Run(name, func(t *testing.T) {
			srv := startUnhurried(t, func(http.ResponseWriter, *http.Request) {}, time.Millisecond)
			conn := srv.dial(t)
			send(t, conn, text)
			if text == request {
				read(t, bufio.NewReader(conn))
			}
			srv.stop()
			srv.waitRefused(t)
			if err := srv.waitStopped(t); err != nil {
				t.Errorf("got %v, want nil", err)
			}
		})
	}
}

func TestRequestThatArrivesDuringTheDrainIsAnswered(t *testing.T) {
	srv := startUnhurried(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }, patient)
	conn := srv.dial(t)
	send(t, conn, "GET / HTTP/1.1\r\nHost: test\r\n")
	srv.stop()
	srv.waitRefused(t)
	send(t, conn, "\r\n")
	if got, _ := read(t, bufio.NewReader(conn)); got != "hello" {
		t.Errorf("got %q, want hello", got)
	}
	if err := srv.waitStopped(t); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestBodyMayBeSlowerThanAQuietConnection(t *testing.T) {
	entered := make(chan struct{})
	srv := startUnhurried(t, func(w http.ResponseWriter, r *http.Request) {
		close(entered)
		_, _ = io.Copy(w, r.Body)
	}, time.Millisecond)
	conn := srv.dial(t)
	send(t, conn, "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n")
	<-entered
	srv.stop()
	srv.waitRefused(t)
	time.Sleep(50 * time.Millisecond) // The drain looks every 5 ms.
	send(t, conn, "hello")
	if got, _ := read(t, bufio.NewReader(conn)); got != "hello" {
		t.Errorf("got %q, want hello", got)
	}
	if err := srv.waitStopped(t); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestStopUnderLoadLosesNoRequest(t *testing.T) {
	for range 5 {
		var handled, answered atomic.Int64
		srv := startUnhurried(t, func(http.ResponseWriter, *http.Request) { handled.Add(1) }, patient)
		var clients, served sync.WaitGroup
		for range 16 {
			conn := srv.dial(t)
			served.Add(1)
			first := sync.OnceFunc(served.Done)
			clients.Go(func() {
				defer first()
				r := bufio.NewReader(conn)
				for closes := false; !closes; answered.Add(1) {
					if _, err := io.WriteString(conn, request); err != nil {
						t.Errorf("send request: %v", err)
						return
					}
					resp, err := http.ReadResponse(r, nil)
					if err != nil {
						t.Errorf("read answer: %v", err)
						return
					}
					_ = resp.Body.Close()
					closes = resp.Close
					first()
				}
			})
		}
		served.Wait() // Now each connection is kept alive and on its next request.
		srv.stop()
		if err := srv.waitStopped(t); err != nil {
			t.Fatal(err)
		}
		clients.Wait()
		if got, want := answered.Load(), handled.Load(); got != want || got == 0 {
			t.Fatalf("got %d answers to %d handled requests", got, want)
		}
	}
}

func TestRequestThatTakesTooLongIsAnError(t *testing.T) {
	entered := make(chan struct{})
	srv := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	}), slog.New(slog.DiscardHandler), config.Server{ReadTimeout: time.Minute, ShutdownTimeout: 100 * time.Millisecond}, patient)
	conn := srv.dial(t)
	send(t, conn, request)
	<-entered
	srv.stop()
	err := srv.waitStopped(t)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(fmt.Sprint(err), "1 connections left") {
		t.Errorf("got %v, want that 1 connection is left", err)
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
	err = Serve(t.Context(), ln, http.NotFoundHandler(), config.Server{}, slog.New(slog.DiscardHandler))
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want %v", err, net.ErrClosed)
	}
}

func TestTimeoutsEndTheConnection(t *testing.T) {
	const limit = 50 * time.Millisecond
	for name, tt := range map[string]struct {
		cfg  config.Server
		send string
	}{
		"slow headers":    {config.Server{ReadTimeout: limit}, "GET / HTTP/1.1\r\n"},
		"slow body":       {config.Server{ReadTimeout: limit}, "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n"},
		"no next request": {config.Server{IdleTimeout: limit}, request},
	} {
		t.Run(name, func(t *testing.T) {
			srv := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
			}), slog.New(slog.DiscardHandler), tt.cfg, patient)
			conn := srv.dial(t)
			send(t, conn, tt.send)
			if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the connection stays open, want it closed after 50 ms")
			}
		})
	}
}

func TestClientThatReadsNothingEndsTheAnswer(t *testing.T) {
	failed := make(chan error, 1)
	srv := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for chunk := make([]byte, 1<<20); ; {
			if _, err := w.Write(chunk); err != nil {
				failed <- err
				return
			}
		}
	}), slog.New(slog.DiscardHandler), config.Server{WriteTimeout: 50 * time.Millisecond}, patient)
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
	srv := startUnhurried(t, func(http.ResponseWriter, *http.Request) {}, patient)
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

func TestLog(t *testing.T) {
	const requestLine = `"msg":"request","method":"GET","path":"/nothing","status":404`
	always := []string{`"msg":"draining"`, `"msg":"stopped"`, `"level":"WARN","msg":"http: panic serving`}
	for level, wanted := range map[slog.Level][]string{
		slog.LevelDebug: append(always, requestLine),
		slog.LevelInfo:  always,
	} {
		var out lockedBuilder
		handler := func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/panic" {
				panic("on purpose")
			}
			w.WriteHeader(http.StatusNotFound)
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Errorf("%v: flush: %v", level, err)
			}
		}
		srv := start(t, http.HandlerFunc(handler), slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level})),
			config.Server{ReadTimeout: time.Minute, ShutdownTimeout: time.Minute}, patient)
		conn := srv.dial(t)
		send(t, conn, "GET /panic HTTP/1.0\r\n\r\n")
		if answer, err := io.ReadAll(conn); err != nil || len(answer) > 0 {
			t.Errorf("%v: panic: got %q, %v, want nothing", level, answer, err)
		}
		conn = srv.dial(t)
		send(t, conn, "GET /nothing?secret HTTP/1.0\r\n\r\n")
		if answer, err := io.ReadAll(conn); err != nil || !strings.HasPrefix(string(answer), "HTTP/1.0 404") {
			t.Errorf("%v: got %q, %v, want 404", level, answer, err)
		}
		srv.stop()
		if err := srv.waitStopped(t); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		for _, want := range wanted {
			if !strings.Contains(got, want) {
				t.Errorf("%v: got log %s, want %s", level, got, want)
			}
		}
		if level > slog.LevelDebug && strings.Contains(got, `"msg":"request"`) {
			t.Errorf("%v: got log %s, want no request in it", level, got)
		}
		if strings.Contains(got, "secret") {
			t.Errorf("%v: got log %s, want no query in it", level, got)
		}
	}
}

type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
