package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// awayURL is that of a database which refuses every connection.
const awayURL = "postgres://app:s3cret@127.0.0.1:1/0"

// TestMain is the tool itself where a test has started this program as that.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_AS_TOOL") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestExitCodes(t *testing.T) {
	for word, want := range map[string]int{"version": 0, "hits": 1, "hitz": 2} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], word) //nolint:gosec // This program itself.
		cmd.Env = append(os.Environ(), "RUN_AS_TOOL=1", "DB_URL="+awayURL)
		if out, err := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != want {
			t.Errorf("%s: got %v %s, want exit code %d", word, err, out, want)
		}
	}
}

func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		args    []string
		url     string
		wantOut string
		wantErr string
	}{
		{[]string{"version"}, "", "cli dev\n", ""},
		{[]string{"--help"}, "", help, ""},
		{[]string{"-h"}, "", help, ""},
		{[]string{"help"}, "", help, ""},
		{nil, "", "", `unknown command ""`},
		{[]string{"hits", "reset"}, "", "", `unknown command "hits reset"`},
		{[]string{"count"}, "", "", `unknown command "count"`},
		{[]string{"hits"}, "", "", "DB_URL: not set"},
		{[]string{"hits"}, awayURL, "", "refused"},
		{[]string{"reset"}, awayURL, "", "refused"},
	} {
		var out strings.Builder
		err := run(t.Context(), tt.args, func(name string) string {
			return map[string]string{"DB_URL": tt.url}[name]
		}, &out)
		if got := out.String(); got != tt.wantOut {
			t.Errorf("%v: got %q, want %q", tt.args, got, tt.wantOut)
		}
		if (err == nil) != (tt.wantErr == "") || (err != nil && !strings.Contains(err.Error(), tt.wantErr)) {
			t.Errorf("%v: got %v, want %q", tt.args, err, tt.wantErr)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v: got %v, want no password", tt.args, err)
		}
	}
}

func TestHelpNamesEveryCommandAndSetting(t *testing.T) {
	for word := range commands {
		if !strings.Contains(help, "\n  "+word+" ") {
			t.Errorf("got no %s in the help", word)
		}
	}
	_ = run(t.Context(), []string{"hits"}, func(name string) string {
		if !strings.Contains(help, name) {
			t.Errorf("got %s read, want it in the help", name)
		}
		return ""
	}, io.Discard)
}

// fakeDB is a database with twelve hits.
type fakeDB struct {
	database      //nolint:unused // What no test calls.
	reset, closed bool
}

func (db *fakeDB) Hits(context.Context) (int64, error) {
	if db.closed {
		return 0, errors.New("closed")
	}
	return 12, nil
}

func (db *fakeDB) Reset(context.Context) error {
	db.reset = true
	return nil
}

func (db *fakeDB) Close() { db.closed = true }

func TestCommandsOnTheDatabase(t *testing.T) {
	for word, want := range map[string]string{"hits": "12\n", "reset": ""} {
		var db fakeDB
		var out strings.Builder
		if err := runOn(t.Context(), commands[word], &db, &out); err != nil || out.String() != want {
			t.Errorf("%s: got %q, %v, want %q", word, &out, err, want)
		}
		if db.reset != (word == "reset") || !db.closed {
			t.Errorf("%s: got %+v, want it closed, and reset by reset alone", word, db)
		}
	}
	if err := hits(t.Context(), &fakeDB{closed: true}, io.Discard); err == nil {
		t.Error("got nil, want the error of the database")
	}
}
