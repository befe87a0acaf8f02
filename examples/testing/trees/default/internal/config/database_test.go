package config

import (
	"os"
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ url, inFile, wantURL, wantPassword string }{
		{"db://host", "", "db://host", ""},
		{"db://app@host:5432/app?x=y", "", "db://app@host:5432/app?x=y", ""},
		{"db://app:s3cret@host/app", "", "db://app@host/app", "s3cret"},
		{"db://:s3cret@host/0", "", "db://@host/0", "s3cret"},
		{"dbs://app:s3cret@host/app", "", "dbs://app@host/app", "s3cret"},
		{"db://app:p%2Fa%25s%40w%3Ar%23d%3F@host/app", "", "db://app@host/app", "p/a%s@w:r#d?"},
		{"db://app@host/app", "p/a%s@w:r#d?\r\n", "db://app@host/app", "p/a%s@w:r#d?"},
		{"db://app@host/app", " s3 cret \n", "db://app@host/app", " s3 cret "},
		{"db://app@host/a%40b", "", "db://app@host/a%40b", ""},
	} {
		db := Database{URL: tt.url}
		if tt.inFile != "" {
			db.PasswordFile = file(t, tt.inFile)
		}
		u, password, err := db.Address("db", "dbs")
		if err != nil {
			t.Errorf("%s: got %v, want nil", tt.url, err)
			continue
		}
		if got, err := password(); u.String() != tt.wantURL || got != tt.wantPassword || err != nil {
			t.Errorf("%s: got %s and %s, %v, want %s and %s", tt.url, u, got, err, tt.wantURL, tt.wantPassword)
		}
	}
}

func TestPasswordFileIsReadEachTime(t *testing.T) {
	path := file(t, "old")
	_, password, err := Database{URL: "db://app@host", PasswordFile: path}.Address("db")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"old", "new"} {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := password(); got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

func TestBadAddressIsReportedWithoutItsPassword(t *testing.T) {
	const notURL = "not a URL: write / % @ : # ? of a password as"
	for _, tt := range []struct{ url, inFile, want string }{
		{"", "", "not set, want db://USER@HOST/DATABASE"},
		{"app", "", "want db:// or dbs://USER@HOST/DATABASE"},
		{"http://app:12s3cret@host", "", "want db://"},
		{"db:///app", "", "want db://"},
		{"db://app:12s3cret@host", "34s3cret", "use one of them"},
		{"db://app:12/s3cret@host/app", "", notURL},
		{"db://app:12?s3cret@host/app", "", notURL},
		{"db://app:12#s3cret@host/app", "", notURL},
		{"db://app:s3cret/34@host/app", "", notURL},
		{"db://app:s3cret%@host/app", "", notURL},
		{"db://app:12@s3cret/34@host/app", "", notURL},
	} {
		_, _, err := Database{URL: tt.url, PasswordFile: tt.inFile}.Address("db", "dbs")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.url, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: got %v, want no password", tt.url, err)
		}
	}
}
