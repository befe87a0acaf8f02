package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Database says where the store is and what it may take.
type Database struct {
	URL          string
	PasswordFile string // so that no password stands in the URL
	Timeout      time.Duration
	MaxConns     int
}

var errNotURL = errors.New("not a URL: write / % @ : # ? of a password as %2F %25 %40 %3A %23 %3F, or use DB_PASSWORD_FILE")

// Address returns the URL without its password, and what returns the password: it reads the file anew each
// time, so that a new one counts at once. Neither the URL nor an error holds any part of the password.
func (d Database) Address(schemes ...string) (*url.URL, func() (string, error), error) {
	if d.URL == "" {
		return nil, nil, fmt.Errorf("not set, want %s://USER@HOST/DATABASE", schemes[0])
	}
	u, err := url.Parse(d.URL)
	// The reason quotes the password, and an @ that is not before the host follows a part of it.
	if err != nil || strings.Contains(u.EscapedPath()+u.RawQuery+u.Fragment, "@") {
		return nil, nil, errNotURL
	}
	if !slices.Contains(schemes, u.Scheme) || u.Hostname() == "" {
		return nil, nil, fmt.Errorf("want %s://USER@HOST/DATABASE", strings.Join(schemes, ":// or "))
	}
	password, inURL := u.User.Password()
	if inURL && d.PasswordFile != "" {
		return nil, nil, errors.New("has a password, and DB_PASSWORD_FILE is set: use one of them")
	} else if !inURL {
		return u, d.readPassword, nil
	}
	u.User = url.User(u.User.Username())
	return u, func() (string, error) { return password, nil }, nil
}

// readPassword returns what the file holds, without the newline at its end; nothing where there is no file.
func (d Database) readPassword() (string, error) {
	if d.PasswordFile == "" {
		return "", nil
	}
	data, err := os.ReadFile(filepath.Clean(d.PasswordFile))
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	password := strings.TrimRight(string(data), "\r\n")
	if password == "" {
		return "", fmt.Errorf("read password: %s is empty", d.PasswordFile)
	}
	return password, nil
}
