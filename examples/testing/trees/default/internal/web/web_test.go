package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// logBuffer is a log that is read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// records returns what was logged.
func (l *logBuffer) records(t *testing.T) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var records []map[string]any
	for line := range strings.Lines(l.b.String()) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	return records
}

// serve starts a real server around handler, for bodies of up to 1000 bytes.
func serve(t *testing.T, level slog.Level, handler http.HandlerFunc) (*httptest.Server, *logBuffer) {
	t.Helper()
	var log logBuffer
	logger := NewLogger(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level}))
	srv := httptest.NewServer(Wrap(handler, 1000, logger))
	t.Cleanup(srv.Close)
	return srv, &log
}

// send returns the status and the body of an answer, and 0 if there is none.
func send(t *testing.T, srv *httptest.Server, path, body string, header http.Header) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	if header.Get("Chunked") != "" {
		req.ContentLength = -1
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		return 0, "", nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, "", nil
	}
	return resp.StatusCode, string(data), resp.Header
}

func TestRequestID(t *testing.T) {
	srv, log := serve(t, slog.LevelInfo, func(_ http.ResponseWriter, r *http.Request) {
		slog.New(slog.DiscardHandler).InfoContext(r.Context(), "nowhere")
	})
	for id, isTaken := range map[string]bool{
		"a-B_c.9": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false, "a b": false, "": false, "ä": false,
	} {
		_, _, header := send(t, srv, "/", "", http.Header{
			"X-Request-Id": {id}, "Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
		})
		got := header.Get("X-Request-Id")
		if (got == id) != isTaken || len(got) < 7 {
			t.Errorf("got id %q for %q, want it taken over: %v", got, id, isTaken)
		}
		records := log.records(t)
		record := records[len(records)-1]
		if record["request_id"] != got || record["trace_id"] != "0af7651916cd43dd8448eb211c80319c" {
			t.Errorf("got %v, want the id %s and the trace", record, got)
		}
	}
}

func TestEveryRecordOfARequestHasItsID(t *testing.T) {
	var log logBuffer
	logger := NewLogger(slog.NewJSONHandler(&log, nil))
	srv := httptest.NewServer(Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		logger.With("a", 1).WithGroup("b").InfoContext(r.Context(), "inside", "c", 2)
	}), 1000, logger))
	defer srv.Close()
	send(t, srv, "/", "", http.Header{"X-Request-Id": {"id-1"}})
	records := log.records(t)
	if group, ok := records[0]["b"].(map[string]any); !ok || group["request_id"] != "id-1" || records[0]["trace_id"] != nil {
		t.Errorf("got %v, want the id in the record", records[0])
	}
}

func TestAccessLog(t *testing.T) {
	srv, log := serve(t, slog.LevelInfo, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "hello")
		w.WriteHeader(http.StatusOK)
	})
	for _, path := range []string{"/livez", "/readyz", "/x?secret=1"} {
		send(t, srv, path, "", http.Header{"X-Forwarded-For": {"6.6.6.6"}})
	}
	records := log.records(t)
	if len(records) != 1 {
		t.Fatalf("got %v, want no health checks", records)
	}
	got := records[0]
	if got["status"] != 418.0 || got["bytes"] != 5.0 || got["client"] != "127.0.0.1" || got["level"] != "INFO" {
		t.Errorf("got %v, want the first final status, the bytes and the client", got)
	}
	if _, ok := got["duration_ms"].(float64); !ok || strings.Contains(fmt.Sprint(got), "secret") {
		t.Errorf("got %v, want a duration and no query", got)
	}
}

func TestPanics(t *testing.T) {
	srv, log := serve(t, slog.LevelError, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/late" {
			_, _ = io.WriteString(w, "the first part")
			_ = http.NewResponseController(w).Flush()
		}
		if r.URL.Path == "/abort" {
			panic(http.ErrAbortHandler)
		}
		panic("on purpose")
	})
	for _, tt := range []struct {
		path   string
		status int
		body   string
		logged int
	}{
		{"/early", 500, "Internal Server Error\n", 1},
		{"/late", 0, "", 2},
		{"/abort", 0, "", 2},
		{"/livez", 500, "Internal Server Error\n", 3},
	} {
		status, body, _ := send(t, srv, tt.path, "", nil)
		if status != tt.status || body != tt.body {
			t.Errorf("%s: got %d %q, want %d %q", tt.path, status, body, tt.status, tt.body)
		}
		records := log.records(t)
		if len(records) != tt.logged {
			t.Fatalf("%s: got %v, want %d records", tt.path, records, tt.logged)
		}
		last := records[len(records)-1]
		if !strings.Contains(fmt.Sprint(last["stack"]), "TestPanics") || last["error"] != "panic: on purpose" || last["request_id"] == nil {
			t.Errorf("%s: got %v, want the reason, the stack and the id", tt.path, last)
		}
	}
}

func TestBodiesAreLimited(t *testing.T) {
	srv, _ := serve(t, slog.LevelInfo, HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		var v string
		if err := ReadJSON(r, &v); err != nil {
			return err
		}
		return WriteJSON(w, http.StatusCreated, v)
	}).ServeHTTP)
	fits, tooLarge := `"`+strings.Repeat("x", 998)+`"`, `"`+strings.Repeat("x", 999)+`"`
	for _, chunked := range []string{"", "yes"} {
		header := http.Header{"Chunked": {chunked}}
		if status, body, _ := send(t, srv, "/", fits, header); status != 201 || body != fits+"\n" {
			t.Errorf("got %d %q, want 201", status, body)
		}
		if status, body, _ := send(t, srv, "/", tooLarge, header); status != 413 || body != "Request Entity Too Large\n" {
			t.Errorf("got %d %q, want 413", status, body)
		}
	}
	unread, _ := serve(t, slog.LevelInfo, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
	if status, _, _ := send(t, unread, "/", tooLarge, nil); status != 413 {
		t.Errorf("got %d for a body that nobody reads, want 413", status)
	}
	for _, bad := range []string{"", "{", `"a" "b"`, "1"} {
		if status, body, _ := send(t, srv, "/", bad, nil); status != 400 || body != "invalid JSON\n" {
			t.Errorf("%q: got %d %q, want 400", bad, status, body)
		}
	}
}

// coded is an error of another package, with a status.
type coded struct{ error }

func (coded) StatusCode() int { return http.StatusBadGateway }

func TestFailures(t *testing.T) {
	errSecret := errors.New("secret")
	for _, tt := range []struct {
		err    error
		status int
		body   string
		level  string
	}{
		{errSecret, 500, "Internal Server Error\n", "ERROR"},
		{Error{Status: 409, Detail: "taken", Err: errSecret}, 409, "taken\n", "INFO"},
		{fmt.Errorf("wrapped: %w", Error{Status: 503, Err: errSecret}), 503, "Service Unavailable\n", "ERROR"},
		{coded{errSecret}, 502, "Bad Gateway\n", "ERROR"},
		{Error{Status: 404, Detail: "secret"}, 404, "secret\n", "INFO"},
	} {
		srv, log := serve(t, slog.LevelInfo, HandlerFunc(func(http.ResponseWriter, *http.Request) error { return tt.err }).ServeHTTP)
		status, body, header := send(t, srv, "/", "", http.Header{"Accept": {"*/*"}})
		if status != tt.status || body != tt.body || header.Get("Vary") != "Accept" {
			t.Errorf("%v: got %d %q, want %d %q", tt.err, status, body, tt.status, tt.body)
		}
		if record := log.records(t)[0]; record["level"] != tt.level || !strings.Contains(fmt.Sprint(record["error"]), "secret") {
			t.Errorf("%v: got %v, want the reason at %s", tt.err, record, tt.level)
		}
	}
}

func TestWhatHasBegunIsNotAnsweredAgain(t *testing.T) {
	srv, log := serve(t, slog.LevelInfo, HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "begun")
		return errors.New("too late")
	}).ServeHTTP)
	if status, body, _ := send(t, srv, "/", "", nil); status != 200 || body != "begun" {
		t.Errorf("got %d %q, want what had begun", status, body)
	}
	if record := log.records(t)[0]; record["error"] != "too late" {
		t.Errorf("got %v, want the reason", record)
	}
}

func TestAClientThatHasGoneIsNoError(t *testing.T) {
	var log logBuffer
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	h := Wrap(HandlerFunc(func(http.ResponseWriter, *http.Request) error { return context.Canceled }), 1, NewLogger(slog.NewJSONHandler(&log, nil)))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(gone, "GET", "/", http.NoBody))
	if record := log.records(t)[0]; record["level"] != "INFO" {
		t.Errorf("got %v, want it at info", record)
	}
}

func TestAHandlersOwn500IsAnError(t *testing.T) {
	srv, log := serve(t, slog.LevelInfo, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "broken", http.StatusInternalServerError)
	})
	send(t, srv, "/", "", nil)
	if record := log.records(t)[0]; record["level"] != "ERROR" {
		t.Errorf("got %v, want an error", record)
	}
}

func TestTheWriterHidesNothing(t *testing.T) {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelError} {
		srv, _ := serve(t, level, func(w http.ResponseWriter, r *http.Request) {
			flusher, canFlush := w.(http.Flusher)
			_, canReadFrom := w.(io.ReaderFrom)
			hijacker, canHijack := w.(http.Hijacker)
			if !canFlush || !canReadFrom || !canHijack {
				t.Errorf("%v: got flush %v, read from %v, hijack %v, want all", level, canFlush, canReadFrom, canHijack)
				return
			}
			if r.URL.Path == "/events" {
				_, _ = io.Copy(w, strings.NewReader("event"))
				flusher.Flush()
				<-r.Context().Done()
				return
			}
			conn, rw, err := hijacker.Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			_, _ = rw.WriteString("HTTP/1.1 299 Mine\r\nContent-Length: 0\r\n\r\n")
			_ = rw.Flush()
		})
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, "GET /events HTTP/1.1\r\nHost: test\r\n\r\n")
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		event := make([]byte, len("event"))
		if _, err := io.ReadFull(resp.Body, event); err != nil || string(event) != "event" {
			t.Errorf("%v: got %q, %v, want the event while the handler runs", level, event, err)
		}
		_ = conn.Close() // Before the body, whose end would be waited for.
		_ = resp.Body.Close()
		if status, _, _ := send(t, srv, "/mine", "", nil); status != 299 {
			t.Errorf("%v: got %d, want 299 from the hijacked connection", level, status)
		}
	}
}
