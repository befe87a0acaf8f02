package store

import (
	"context"
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
	return config.Database{URL: "postgres://app@" + address + "/app?sslmode=disable", Timeout: 5 * time.Second, MaxConns: 7}
}

func TestPasswordIsReadAtEachConnection(t *testing.T) {
	cfg := settings("db")
	cfg.PasswordFile = filepath.Join(t.TempDir(), "password")
	got, err := parse(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{password, "a new one"} {
		if err := os.WriteFile(cfg.PasswordFile, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		connConfig := got.ConnConfig.Copy()
		if err := got.BeforeConnect(t.Context(), connConfig); err != nil || connConfig.Password != want {
			t.Errorf("got %q, %v, want %q", connConfig.Password, err, want)
		}
	}
}

func TestErrorsSayWhatFailed(t *testing.T) {
	cfg := settings("127.0.0.1:1")
	cfg.URL = strings.Replace(cfg.URL, "app@", "app:"+url.QueryEscape(password)+"@", 1)
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
	cfg := settings("db:6543")
	cfg.URL = strings.Replace(cfg.URL, "disable", "verify-full", 1)
	got, err := parse(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c := got.ConnConfig
	if c.Host != "db" || c.Port != 6543 || c.User != "app" || c.Database != "app" {
		t.Errorf("got %s:%d, database %s of %s, want db:6543, database app of app", c.Host, c.Port, c.Database, c.User)
	}
	if c.TLSConfig == nil || c.TLSConfig.ServerName != "db" || c.TLSConfig.InsecureSkipVerify || len(c.Fallbacks) > 0 {
		t.Errorf("got TLS %+v, want one that verifies db, and no fallback", c.TLSConfig)
	}
	if got.MaxConns != 7 {
		t.Errorf("got %d connections, want 7", got.MaxConns)
	}
	for name, timeout := range map[string]time.Duration{"connect": c.ConnectTimeout, "ping": got.PingTimeout} {
		if timeout != cfg.Timeout {
			t.Errorf("got %s timeout %v, want %v", name, timeout, cfg.Timeout)
		}
	}
}

func TestBadURLs(t *testing.T) {
	for address, want := range map[string]string{
		"":                                "not set, want postgres://",
		"mysql://db/0":                    "want postgres:// or postgresql://",
		"host=db password=s3cret":         "want postgres://",
		"postgres://app:12/s3cret@db/app": "not a URL",
		"postgres://app:s3cret@db/app?sslmode=no":                   "sslmode is invalid",
		"postgres://app:s3cret@db/app?sslrootcert=/nowhere":         "unable to read CA file",
		"postgres://app@db/app?password=s3cret":                     "use DB_PASSWORD_FILE",
		"postgres://app@db/app?sslpassword=s3cret":                  "use DB_PASSWORD_FILE",
		"postgres://app@db/app?pool_max_conns=3":                    "pool_max_conns among the parameters",
		"postgres://app@db/app?connect_timeout=3":                   "connect_timeout among the parameters",
		"postgres://app@db/app?password=s3cret%":                    "not of the form",
		"postgres://app:s3cret@db,other/app?target_session_attrs=x": "target_session_attrs",
	} {
		cfg := config.Database{URL: address, MaxConns: 4}
		err := Check(cfg)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: got %v, want %s and no password", address, err, want)
		}
		if s, err := Open(t.Context(), cfg); err == nil || s != nil {
			t.Errorf("Open %q: got %v, %v, want an error", address, s, err)
		}
	}
	if err := Check(settings("db:5432")); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}
