package store

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/acme/greeter/internal/config"
)

const password = "p/a%25s@w:r#d?"

func open(t *testing.T, cfg config.Database) *Store {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func settings(address string) config.Database {
	return config.Database{URL: "redis://" + address + "/0", Timeout: 5 * time.Second, MaxConns: 7}
}

// logged returns what is logged while the test runs.
func logged(t *testing.T, level slog.Level) *strings.Builder {
	t.Helper()
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

func TestPasswordIsReadAtEachConnection(t *testing.T) {
	cfg := settings("app@db")
	cfg.PasswordFile = filepath.Join(t.TempDir(), "password")
	got, err := parse(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{password, "a new one"} {
		if err := os.WriteFile(cfg.PasswordFile, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		if user, found, err := got.CredentialsProviderContext(t.Context()); user != "app" || found != want || err != nil {
			t.Errorf("got %q of %q, %v, want %q of app", found, user, err, want)
		}
	}
}

func TestErrorsSayWhatFailed(t *testing.T) {
	cfg := settings("127.0.0.1:1")
	cfg.URL = strings.Replace(cfg.URL, "//", "//:"+url.QueryEscape(password)+"@", 1)
	log := logged(t, slog.LevelInfo)
	s := open(t, cfg)
	defer s.Close()
	_, hitErr := s.Hit(t.Context())
	_, hitsErr := s.Hits(t.Context())
	for want, err := range map[string]error{
		"count visitor: ": hitErr,
		"read count: ":    hitsErr,
		"reset count: ":   s.Reset(t.Context()),
		"ping database: ": s.Ping(t.Context()),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "refused") {
			t.Errorf("got %v, want %sconnection refused", err, want)
		}
		if err != nil && strings.Contains(err.Error(), password) {
			t.Errorf("got %v, want no password", err)
		}
	}
	if log.Len() > 0 {
		t.Errorf("got log %s, want none: the errors are returned", log)
	}
}

func TestDriverLogsAtDebug(t *testing.T) {
	log := logged(t, slog.LevelDebug)
	s := open(t, settings("127.0.0.1:1"))
	defer s.Close()
	if err := s.Ping(t.Context()); err == nil {
		t.Error("got nil, want an error")
	}
	if !strings.Contains(log.String(), `"level":"DEBUG","msg":"redis driver"`) {
		t.Errorf("got log %s, want the driver's message", log)
	}
}

func TestSilentServerIsGivenUp(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for _, tt := range []struct {
		name             string
		timeout, request time.Duration
	}{
		{"by DB_TIMEOUT", 50 * time.Millisecond, 10 * time.Second},
		{"by the request", 10 * time.Second, 50 * time.Millisecond},
	} {
		cfg := settings(ln.Addr().String())
		cfg.Timeout = tt.timeout
		s := open(t, cfg)
		defer s.Close()
		for name, call := range map[string]func(context.Context) error{
			"Hit":   func(ctx context.Context) error { _, err := s.Hit(ctx); return err },
			"Hits":  func(ctx context.Context) error { _, err := s.Hits(ctx); return err },
			"Reset": s.Reset,
			"Ping":  s.Ping,
		} {
			ctx, cancel := context.WithTimeout(t.Context(), tt.request)
			defer cancel()
			begin := time.Now()
			if err := call(ctx); err == nil || time.Since(begin) > 5*time.Second {
				t.Errorf("%s, %s: got %v after %v, want an error after 50 ms", name, tt.name, err, time.Since(begin))
			}
		}
	}
}

func TestSettings(t *testing.T) {
	cfg := settings("app@cache:6380")
	cfg.URL = strings.Replace(cfg.URL, "redis:", "rediss:", 1)
	got, err := parse(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if got.Addr != "cache:6380" || got.Username != "app" || got.DB != 0 {
		t.Errorf("got %s of %s, database %d, want cache:6380 of app, database 0", got.Addr, got.Username, got.DB)
	}
	if got.TLSConfig == nil || got.TLSConfig.ServerName != "cache" || got.TLSConfig.InsecureSkipVerify {
		t.Errorf("got TLS %+v, want one that verifies cache", got.TLSConfig)
	}
	if got.PoolSize != 7 || got.MaxActiveConns != 7 {
		t.Errorf("got %d to %d connections, want 7", got.PoolSize, got.MaxActiveConns)
	}
	if got.MaxRetries != -1 || got.DialerRetries != 1 || !got.DisableIdentity {
		t.Errorf("got %d retries, %d dials, identity hidden %v, want -1, 1, true", got.MaxRetries, got.DialerRetries, got.DisableIdentity)
	}
	for name, timeout := range map[string]time.Duration{
		"dial": got.DialTimeout, "read": got.ReadTimeout, "write": got.WriteTimeout, "pool": got.PoolTimeout,
	} {
		if timeout != cfg.Timeout {
			t.Errorf("got %s timeout %v, want %v", name, timeout, cfg.Timeout)
		}
	}
}

func TestBadURLs(t *testing.T) {
	for address, want := range map[string]string{
		"":                          "not set, want redis://",
		"mysql://app@db/app":        "want redis:// or rediss://",
		"redis://:12/s3cret@db":     "not a URL",
		"redis://:s3cret@db/app":    "invalid database number",
		"redis://:s3cret@db/0?a=b":  "unexpected option: a",
		"redis://db/0?pool_size=3":  "pool_size among the parameters: use DB_MAX_CONNS",
		"rediss://:s3cret@db:x/0":   "not a URL",
		"redis://:s3cret@db/0/more": "invalid URL path",
	} {
		cfg := config.Database{URL: address}
		err := Check(cfg)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: got %v, want %s and no password", address, err, want)
		}
		if s, err := Open(t.Context(), cfg); err == nil || s != nil {
			t.Errorf("Open %q: got %v, %v, want an error", address, s, err)
		}
	}
	if err := Check(settings("db:6379")); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}
