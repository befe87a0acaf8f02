package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Database says where the store is and what it may take.
type Database struct {
	URL      string
	Password string // from a file, so that none stands in the URL
	Timeout  time.Duration
	MaxConns int
}

var errNotURL = errors.New("not a URL: write / % @ : # ? of a password as %2F %25 %40 %3A %23 %3F, or use DB_PASSWORD_FILE")

// Address returns the URL without its password, and the password. Neither the URL nor the error
// holds any part of the password.
func (d Database) Address(schemes ...string) (*url.URL, string, error) {
	if d.URL == "" {
		return nil, "", fmt.Errorf("not set, want %s://USER@HOST/DATABASE", schemes[0])
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		// The reason quotes the URL, and with it the password.
		return nil, "", errNotURL
	}
	// An @ that is not before the host follows a part of the password.
	if strings.Contains(u.EscapedPath()+u.RawQuery+u.Fragment, "@") {
		return nil, "", errNotURL
	}
	if !slices.Contains(schemes, u.Scheme) || u.Hostname() == "" {
		return nil, "", fmt.Errorf("want %s://USER@HOST/DATABASE", strings.Join(schemes, ":// or "))
	}
	password, inURL := u.User.Password()
	if inURL && d.Password != "" {
		return nil, "", errors.New("has a password, and DB_PASSWORD_FILE is set: use one of them")
	}
	if !inURL {
		return u, d.Password, nil
	}
	u.User = url.User(u.User.Username())
	return u, password, nil
}
