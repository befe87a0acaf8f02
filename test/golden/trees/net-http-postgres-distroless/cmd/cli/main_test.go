package main

import (
	"io"
	"strings"
	"testing"

	"github.com/acme/greeter/internal/storetest"
)

// awayURL is that of a database which refuses every connection.
const awayURL = "postgres://app:s3cret@127.0.0.1:1/0"

func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		args     []string
		url      string
		wantOut  string
		wantErr  string
		wantCode int
	}{
		{[]string{"version"}, "", "cli dev\n", "", 0},
		{[]string{"--help"}, "", help, "", 0},
		{[]string{"-h"}, "", help, "", 0},
		{[]string{"help"}, "", help, "", 0},
		{nil, "", "", "got 0 arguments, want 1", 2},
		{[]string{"hits", "reset"}, "", "", "got 2 arguments, want 1", 2},
		{[]string{"count"}, "", "", `unknown command "count"`, 2},
		{[]string{"hits"}, "", "", "DB_URL: not set", 1},
		{[]string{"hits"}, awayURL, "", "refused", 1},
		{[]string{"reset"}, awayURL, "", "refused", 1},
	} {
		var out strings.Builder
		err := run(t.Context(), tt.args, func(name string) string {
			return map[string]string{"DB_URL": tt.url}[name]
		}, &out)
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
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v: got %v, want no password", tt.args, err)
		}
	}
}

func TestOnlySettingsOfTheDatabaseAreRead(t *testing.T) {
	vars := map[string]string{
		"DB_URL": awayURL, "DB_TIMEOUT": "15s",
		"PORT": "x", "LOG_LEVEL": "x", "WRITE_TIMEOUT": "x", "SHUTDOWN_TIMEOUT": "x",
	}
	err := run(t.Context(), []string{"hits"}, func(name string) string {
		if !strings.Contains(help, name) {
			t.Errorf("got %s read, want it in the help", name)
		}
		return vars[name]
	}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v, want that the database is asked", err)
	}
}

func TestVersionNamesTheRevision(t *testing.T) {
	defer func(v, r string) { version, revision = v, r }(version, revision)
	version, revision = "v1.2.3", "abc123"
	var out strings.Builder
	if err := run(t.Context(), []string{"version"}, nil, &out); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "cli v1.2.3 (abc123)\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHitsPrintsTheNumberAlone(t *testing.T) {
	var db storetest.Memory
	for range 12 {
		if _, err := db.Hit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := do(t.Context(), "hits", &db, &out); err != nil || out.String() != "12\n" {
		t.Errorf("got %q, %v, want 12", &out, err)
	}
}

func TestResetPrintsNothing(t *testing.T) {
	var db storetest.Memory
	if _, err := db.Hit(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := do(t.Context(), "reset", &db, &out); err != nil || out.Len() > 0 {
		t.Errorf("got %q, %v, want nothing", &out, err)
	}
	if n, err := db.Hits(t.Context()); n != 0 || err != nil {
		t.Errorf("got %d hits, %v, want 0", n, err)
	}
}

func TestClosedStoreIsAnError(t *testing.T) {
	var db storetest.Memory
	db.Close()
	for _, command := range []string{"hits", "reset"} {
		if err := do(t.Context(), command, &db, io.Discard); err == nil {
			t.Errorf("%s: got nil, want an error", command)
		}
	}
}
