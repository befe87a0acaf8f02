package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// awayURL is that of a database which refuses every connection.
const awayURL = "postgres://app:s3cret@127.0.0.1:1/0"

func getenv(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		args     []string
		wantOut  string
		wantErr  string
		wantCode int
	}{
		{[]string{"version"}, "api dev\n", "", 0},
		{[]string{"--help"}, help, "", 0},
		{[]string{"-h"}, help, "", 0},
		{[]string{"help"}, help, "", 0},
		{[]string{"serve", "now"}, "", `unknown command "serve now"`, 2},
		{[]string{"version", "2"}, "", `unknown command "version 2"`, 2},
		{[]string{"healthcheck", "/livez", "/readyz"}, "", "unknown command", 2},
		{[]string{"healthcheck", "livez"}, "", `path "livez" does not start with /`, 2},
		{[]string{"healthcheck"}, "", "PORT: ", 1},
		{nil, "", "PORT: ", 1},
	} {
		var out strings.Builder
		err := run(t.Context(), tt.args, getenv(map[string]string{"PORT": "x"}), &out)
		if got := out.String(); got != tt.wantOut {
			t.Errorf("%v: got %q, want %q", tt.args, got, tt.wantOut)
		}
		if tt.wantErr == "" {
			if err != nil {
				t.Errorf("%v: got %v, want nil", tt.args, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.wantErr) || exitCode(err) != tt.wantCode {
			t.Errorf("%v: got %v, code %d, want %s, code %d", tt.args, err, exitCode(err), tt.wantErr, tt.wantCode)
		}
	}
}

func TestVersionNamesTheRevision(t *testing.T) {
	defer func(v, r string) { version, revision = v, r }(version, revision)
	version, revision = "v1.2.3", "abc123"
	var out strings.Builder
	if err := run(t.Context(), []string{"version"}, getenv(nil), &out); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "api v1.2.3 (abc123)\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingConfigured(t *testing.T) {
	err := run(t.Context(), nil, getenv(nil), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "DB_URL: not set") {
		t.Errorf("got %v, want that DB_URL is not set", err)
	}
}

func TestBusyPort(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), nil, getenv(map[string]string{"PORT": port, "DB_URL": awayURL}), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "listen on port "+port) {
		t.Errorf("got %v, want that port %s is busy", err, port)
	}
}

func TestDatabaseAway(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var log syncBuffer
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, nil, getenv(map[string]string{"PORT": "0", "DB_URL": awayURL}), &log)
	}()
	address := log.waitAddress(t)
	for path, want := range map[string]int{"/": 503, "/livez": 200, "/readyz": 503} {
		if got := get(t, http.DefaultClient, address, path); got.status != want || strings.Contains(got.body, "127.0.0.1") {
			t.Errorf("GET %s: got %d %q, want %d and no reason", path, got.status, got.body, want)
		}
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	env := getenv(map[string]string{"PORT": port})
	if err := run(t.Context(), []string{"healthcheck"}, env, io.Discard); err != nil {
		t.Errorf("healthcheck: got %v, want nil", err)
	}
	if err := run(t.Context(), []string{"healthcheck", "/readyz"}, env, io.Discard); err == nil || exitCode(err) != 1 {
		t.Errorf("healthcheck /readyz: got %v, want an error, code 1", err)
	}
	select {
	case err := <-done:
		t.Fatalf("ended with %v, want it to stay up", err)
	default:
	}
	log.wait(t, "database is away")
	http.DefaultClient.CloseIdleConnections()
	stop()
	if err := <-done; err != nil {
		t.Errorf("got %v, want nil", err)
	}
	for text, want := range map[string]bool{"count visitor": true, "s3cret": false} {
		if got := strings.Contains(log.String(), text); got != want {
			t.Errorf("log has %q: got %v, want %v: %s", text, got, want, &log)
		}
	}
}

type response struct {
	status int
	body   string
}

func get(t *testing.T, client *http.Client, address, path string) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Errorf("GET %s: %v", path, err)
		return response{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("GET %s: %v", path, err)
	}
	return response{resp.StatusCode, string(body)}
}

// visitor returns the number that a greeting ends in.
func (r response) visitor(t *testing.T) int {
	t.Helper()
	words := strings.Fields(r.body)
	if r.status != http.StatusOK || len(words) == 0 || !strings.HasPrefix(r.body, "Hello, World!") {
		t.Errorf("got %d %q, want a greeting", r.status, r.body)
		return 0
	}
	n, err := strconv.Atoi(words[len(words)-1])
	if err != nil {
		t.Error(err)
	}
	return n
}

// syncBuffer is a log that is read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// wait returns when the log has text in it.
func (s *syncBuffer) wait(t *testing.T, text string) {
	t.Helper()
	for range 1000 {
		if strings.Contains(s.String(), text) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("got log %s, want %q in it", s, text)
}

// waitAddress returns the address that the service says it listens on.
func (s *syncBuffer) waitAddress(t *testing.T) string {
	t.Helper()
	s.wait(t, `"listening"`)
	for line := range strings.Lines(s.String()) {
		var entry struct{ Msg, Address string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("line %q of the log is not JSON: %v", line, err)
		}
		if entry.Msg == "listening" {
			_, port, err := net.SplitHostPort(entry.Address)
			if err != nil {
				t.Fatal(err)
			}
			return net.JoinHostPort("127.0.0.1", port)
		}
	}
	t.Fatalf("got log %s, want an address in it", s)
	return ""
}
