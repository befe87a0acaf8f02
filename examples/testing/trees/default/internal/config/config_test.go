package config

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func getenv(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func accept(Database) error { return nil }

func TestDefaults(t *testing.T) {
	got, err := Load(getenv(nil), accept)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Address: ":8080", MaxBodyBytes: 1 << 20,
		ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		DrainDelay: 500 * time.Millisecond, ShutdownTimeout: 15 * time.Second,
		Database: Database{Timeout: 3 * time.Second, MaxConns: 10},
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestEverySettingIsRead(t *testing.T) {
	password := file(t, "s3cret")
	got, err := Load(getenv(map[string]string{
		"LISTEN_HOST": "::1", "PORT": "9000", "LOG_LEVEL": "debug", "MAX_BODY_BYTES": "99",
		"READ_TIMEOUT": "1s", "WRITE_TIMEOUT": "2s", "IDLE_TIMEOUT": "3s", "DRAIN_DELAY": "0", "SHUTDOWN_TIMEOUT": "4s",
		"DB_URL": "db://there", "DB_PASSWORD_FILE": password, "DB_TIMEOUT": "500ms", "DB_MAX_CONNS": "5",
	}), accept)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Address: "[::1]:9000", LogLevel: slog.LevelDebug, MaxBodyBytes: 99,
		ReadTimeout: time.Second, WriteTimeout: 2 * time.Second, IdleTimeout: 3 * time.Second,
		ShutdownTimeout: 4 * time.Second,
		Database:        Database{URL: "db://there", PasswordFile: password, Timeout: 500 * time.Millisecond, MaxConns: 5},
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestBadSettings(t *testing.T) {
	empty := file(t, "\n")
	for _, tt := range []struct{ name, value, want string }{
		{"PORT", "80a", `PORT: "80a" is not a number from 0 to 65535`},
		{"PORT", "65536", `PORT: "65536" is not`},
		{"PORT", "-1", `PORT: "-1" is not`},
		{"LOG_LEVEL", "loud", `LOG_LEVEL: "loud" is not one of debug, info, warn, error`},
		{"MAX_BODY_BYTES", "1M", `MAX_BODY_BYTES: "1M" is not a number from 0 to 2147483647`},
		{"READ_TIMEOUT", "5", `READ_TIMEOUT: "5" is not a duration such as 10s`},
		{"IDLE_TIMEOUT", "-1s", `IDLE_TIMEOUT: "-1s" is not`},
		{"DRAIN_DELAY", "-1s", `DRAIN_DELAY: "-1s" is not`},
		{"SHUTDOWN_TIMEOUT", "0", `SHUTDOWN_TIMEOUT: "0" is not`},
		{"WRITE_TIMEOUT", "3s", `WRITE_TIMEOUT: 3s leaves no time to answer after DB_TIMEOUT (3s)`},
		{"DB_TIMEOUT", "soon", `DB_TIMEOUT: "soon" is not`},
		{"DB_MAX_CONNS", "0", `DB_MAX_CONNS: "0" is not a number from 1 to 1000`},
		{"DB_PASSWORD_FILE", "nowhere", `DB_PASSWORD_FILE: read password: open nowhere: `},
		{"DB_PASSWORD_FILE", empty, "DB_PASSWORD_FILE: read password: " + empty + " is empty"},
	} {
		_, err := Load(getenv(map[string]string{tt.name: tt.value}), accept)
		if err == nil || !strings.HasPrefix(err.Error(), "  "+tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s=%s: got %v, want %s alone", tt.name, tt.value, err, tt.want)
		}
	}
}

func TestAllBadSettingsAreReportedAtOnce(t *testing.T) {
	vars := map[string]string{
		"PORT": "x", "LOG_LEVEL": "x", "MAX_BODY_BYTES": "x", "READ_TIMEOUT": "x", "WRITE_TIMEOUT": "x",
		"IDLE_TIMEOUT": "x", "DRAIN_DELAY": "x", "SHUTDOWN_TIMEOUT": "x",
		"DB_PASSWORD_FILE": "x", "DB_TIMEOUT": "x", "DB_MAX_CONNS": "x",
	}
	errDatabase := errors.New("no such database")
	_, err := Load(getenv(vars), func(Database) error { return errDatabase })
	if !errors.Is(err, errDatabase) {
		t.Fatalf("got %v, want it to wrap %v", err, errDatabase)
	}
	vars["DB_URL"] = ""
	for name := range vars {
		if strings.Count(err.Error(), "  "+name+": ") != 1 {
			t.Errorf("got %v, want it to name %s once", err, name)
		}
	}
}

func TestOneBadSettingIsOneError(t *testing.T) {
	checkMaxConns := func(db Database) error {
		if db.MaxConns < 1 {
			return errors.New("too small")
		}
		return nil
	}
	for _, vars := range []map[string]string{
		{"WRITE_TIMEOUT": "x", "DB_TIMEOUT": "15s"},
		{"WRITE_TIMEOUT": "-1s"},
		{"WRITE_TIMEOUT": "1s", "DB_TIMEOUT": "x"},
		{"DB_MAX_CONNS": "0"},
	} {
		_, err := Load(getenv(vars), checkMaxConns)
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: got %v, want one line", vars, err)
		}
	}
}

func TestDatabaseAlone(t *testing.T) {
	vars := map[string]string{
		"DB_URL": "db://there", "DB_TIMEOUT": "15s", "DB_MAX_CONNS": "5", "PORT": "x", "WRITE_TIMEOUT": "x",
	}
	want := Database{URL: "db://there", Timeout: 15 * time.Second, MaxConns: 5}
	if got, err := LoadDatabase(getenv(vars), accept); got != want || err != nil {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	vars["DB_TIMEOUT"], vars["DB_MAX_CONNS"] = "x", "x"
	_, err := LoadDatabase(getenv(vars), accept)
	if err == nil || !strings.Contains(err.Error(), "  DB_TIMEOUT: ") || !strings.Contains(err.Error(), "  DB_MAX_CONNS: ") {
		t.Errorf("got %v, want it to name DB_TIMEOUT and DB_MAX_CONNS", err)
	}
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
