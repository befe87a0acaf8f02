package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/acme/greeter/internal/config"
)

// awayURL names a database that refuses every connection.
const awayURL = "postgres://app:s3cret@127.0.0.1:1/0"

// TestMain runs the service itself if a test started this program for that.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_AS_SERVICE") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the service, running.
type process struct {
	*exec.Cmd
	lines   *bufio.Scanner
	address string
}

// start starts the service with settings and waits until it listens.
func start(t *testing.T, settings ...string) *process {
	t.Helper()
	// So that what it should log and does not ends a test in seconds.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0]) //nolint:gosec // This program itself.
	cmd.Env = append([]string{"RUN_AS_SERVICE=1", "PORT=0", "LISTEN_HOST=127.0.0.1", "DB_URL=" + awayURL}, settings...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: cmd, lines: bufio.NewScanner(stdout)}
	p.address, _ = p.waitFor(t, "listening")["address"].(string)
	return p
}

// waitFor returns the next record with that message.
func (p *process) waitFor(t *testing.T, msg string) map[string]any {
	t.Helper()
	for p.lines.Scan() {
		var record map[string]any
		if err := json.Unmarshal(p.lines.Bytes(), &record); err != nil {
			t.Fatalf("line %q of the log is not JSON: %v", p.lines.Text(), err)
		}
		if record["msg"] == msg {
			return record
		}
	}
	t.Fatalf("the log ended without %q", msg)
	return nil
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func TestBodyLimit(t *testing.T) {
	p := start(t, "MAX_BODY_BYTES=10")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.address+"/", strings.NewReader("eleven byte"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d, want %d", resp.StatusCode, http.StatusRequestEntityTooLarge)
	}
}

func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals")
	}
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := start(t, "DRAIN_DELAY=10ms")
		if err := p.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		p.waitFor(t, "stopped")
		if err := p.Wait(); err != nil {
			t.Errorf("%v: got %v, want exit code 0", signal, err)
		}
	}
}

func TestSecondSignalEndsTheDrain(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals")
	}
	p := start(t, "DRAIN_DELAY=30s")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.waitFor(t, "draining")
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	for range 500 {
		// Again and again: a signal has its default action back in the moment after the first.
		_ = p.Process.Signal(syscall.SIGINT)
		select {
		case err := <-ended:
			if err == nil {
				t.Error("got exit code 0 after a second signal, want that it ended the process")
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Error("still running after a second signal, want that it ended the process")
}

func TestLogLevelIsHeeded(t *testing.T) {
	p := start(t, "LOG_LEVEL=debug")
	get(t, "http://"+p.address+"/livez")
	if route := p.waitFor(t, "request")["route"]; route != "/livez" {
		t.Errorf("got route %v, want /livez", route)
	}
}

func TestWithoutDatabase(t *testing.T) {
	p := start(t, "DB_TIMEOUT=1s")
	for path, want := range map[string]int{"/": 503, "/livez": 200, "/readyz": 503} {
		if status, body := get(t, "http://"+p.address+path); status != want || strings.Contains(body, "127.0.0.1") {
			t.Errorf("GET %s: got %d %q, want %d and no reason", path, status, body, want)
		}
	}
	if record := p.waitFor(t, "request"); record["level"] != "ERROR" || !strings.Contains(record["error"].(string), "count visitor") {
		t.Errorf("got %v, want an error with its reason", record)
	}
	_, port, _ := strings.Cut(p.address, ":")
	env := getenv(map[string]string{"PORT": port})
	if err := run(t.Context(), []string{"healthcheck"}, env, io.Discard); err != nil {
		t.Errorf("healthcheck: got %v, want nil", err)
	}
	if err := run(t.Context(), []string{"healthcheck", "/readyz"}, env, io.Discard); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("healthcheck /readyz: got %v, want 503", err)
	}
}

func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want int
	}{
		{nil, 1},
		{[]string{"version"}, 0},
		{[]string{"serve"}, 2},
		{[]string{"healthcheck"}, 1},
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], tt.args...) //nolint:gosec // This program itself.
		cmd.Env = append(os.Environ(), "RUN_AS_SERVICE=1", "PORT=x", "DB_URL="+awayURL)
		out, err := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != tt.want {
			t.Errorf("%v: got exit code %d, want %d: %v %s", tt.args, got, tt.want, err, out)
		}
		if tt.args == nil && (!json.Valid(out) || !strings.Contains(string(out), `\"x\" is not a number`)) {
			t.Errorf("got %s, want a JSON record that names the setting", out)
		}
	}
}

func getenv(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		args    []string
		wantOut string
		wantErr string
	}{
		{[]string{"version"}, "api dev\n", ""},
		{[]string{"--help"}, help, ""},
		{[]string{"-h"}, help, ""},
		{[]string{"help"}, help, ""},
		{[]string{"serve", "now"}, "", `unknown command "serve now"`},
		{[]string{"version", "2"}, "", `unknown command "version 2"`},
		{[]string{"healthcheck", "/livez", "/readyz"}, "", "unknown command"},
		{[]string{"healthcheck"}, "", "PORT is 0"},
		{nil, "", "DB_URL: not set"},
	} {
		var out strings.Builder
		err := run(t.Context(), tt.args, getenv(map[string]string{"PORT": "0"}), &out)
		if got := out.String(); got != tt.wantOut {
			t.Errorf("%v: got %q, want %q", tt.args, got, tt.wantOut)
		}
		if (err == nil) != (tt.wantErr == "") || (err != nil && !strings.Contains(err.Error(), tt.wantErr)) {
			t.Errorf("%v: got %v, want %q", tt.args, err, tt.wantErr)
		}
		if usage := strings.Contains(tt.wantErr, "unknown"); errors.Is(err, errUsage) != usage {
			t.Errorf("%v: got %v, want a usage error: %v", tt.args, err, usage)
		}
	}
}

func TestBusyPort(t *testing.T) {
	ln := listen(t)
	defer ln.Close()
	_, port, _ := strings.Cut(ln.Addr().String(), ":")
	env := getenv(map[string]string{"LISTEN_HOST": "127.0.0.1", "PORT": port, "DB_URL": awayURL})
	if err := run(t.Context(), nil, env, io.Discard); err == nil || !strings.Contains(err.Error(), port) {
		t.Errorf("got %v, want that port %s is busy", err, port)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// fakeDB is a database whose hits wait until it is released.
type fakeDB struct {
	database         //nolint:unused // What no test calls.
	entered, release chan struct{}
	hits             atomic.Int64
	closed           atomic.Bool
}

func (db *fakeDB) Hit(context.Context) (int64, error) {
	db.entered <- struct{}{}
	<-db.release
	if db.closed.Load() {
		return 0, errors.New("closed under a request")
	}
	return db.hits.Add(1), nil
}

func (db *fakeDB) Ping(context.Context) error { return nil }
func (db *fakeDB) Close()                     { db.closed.Store(true) }

func TestStopWhileARequestWaitsForTheDatabase(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ln := listen(t)
	db := &fakeDB{entered: make(chan struct{}), release: make(chan struct{})}
	cfg := config.Config{DrainDelay: time.Second, ShutdownTimeout: time.Minute}
	done := make(chan error, 1)
	go func() { done <- serveOn(ctx, ln, db, cfg, slog.New(slog.DiscardHandler)) }()
	url := "http://" + ln.Addr().String()

	if status, _ := get(t, url+"/readyz"); status != http.StatusOK {
		t.Errorf("before the stop: got %d, want ready", status)
	}
	answered := make(chan string, 1)
	go func() {
		_, body := get(t, url)
		answered <- body
	}()
	<-db.entered
	stop()
	if status, _ := get(t, url+"/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("after the stop: got %d, want not ready", status)
	}
	time.Sleep(2 * cfg.DrainDelay)
	close(db.release)
	if body := <-answered; !strings.HasSuffix(body, "number 1\n") {
		t.Errorf("got %q, want the whole answer", body)
	}
	if err := <-done; err != nil {
		t.Errorf("got %v, want nil", err)
	}
	if !db.closed.Load() {
		t.Error("the database was not closed")
	}
}
