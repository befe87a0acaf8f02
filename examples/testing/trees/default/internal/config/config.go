// Package config reads the settings from the environment.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"strconv"
	"time"
)

// Config holds every setting.
type Config struct {
	Address         string // to listen on; without a host every one of this machine, with port 0 any free one
	LogLevel        slog.Level
	MaxBodyBytes    int64         // of a request
	ReadTimeout     time.Duration // to read a request
	WriteTimeout    time.Duration // to answer it
	IdleTimeout     time.Duration // between two requests on a connection
	DrainDelay      time.Duration // to go on after SIGTERM
	ShutdownTimeout time.Duration // to answer what is left after that
	Database        Database
}

// Load returns the service's settings that getenv knows, and defaults for the others. The error names
// every bad one; checkDatabase says what is wrong with the database's.
func Load(getenv func(string) string, checkDatabase func(Database) error) (Config, error) {
	e := env{get: getenv}
	cfg := Config{
		Address:         net.JoinHostPort(e.get("LISTEN_HOST"), strconv.Itoa(e.integer("PORT", "8080", 0, 65535))),
		LogLevel:        e.level("LOG_LEVEL"),
		MaxBodyBytes:    int64(e.integer("MAX_BODY_BYTES", "1048576", 0, math.MaxInt32)),
		ReadTimeout:     e.duration("READ_TIMEOUT", "10s", 1),
		WriteTimeout:    e.duration("WRITE_TIMEOUT", "10s", 1),
		IdleTimeout:     e.duration("IDLE_TIMEOUT", "2m", 1),
		DrainDelay:      e.duration("DRAIN_DELAY", "500ms", 0),
		ShutdownTimeout: e.duration("SHUTDOWN_TIMEOUT", "15s", 1),
		Database:        e.database(checkDatabase),
	}
	// One that is not positive is reported already.
	if write, db := cfg.WriteTimeout, cfg.Database.Timeout; write > 0 && write <= db {
		e.bad("WRITE_TIMEOUT", "%v leaves no time to answer after DB_TIMEOUT (%v)", write, db)
	}
	return cfg, errors.Join(e.errs...)
}

// LoadDatabase does what [Load] does for the database's settings alone.
func LoadDatabase(getenv func(string) string, check func(Database) error) (Database, error) {
	e := env{get: getenv}
	db := e.database(check)
	return db, errors.Join(e.errs...)
}

// env reads settings and collects what is wrong with them.
type env struct {
	get  func(string) string
	errs []error
}

func (e *env) bad(name, format string, args ...any) {
	e.errs = append(e.errs, fmt.Errorf("  "+name+": "+format, args...))
}

func (e *env) database(check func(Database) error) Database {
	cfg := Database{
		URL:          e.get("DB_URL"),
		PasswordFile: e.get("DB_PASSWORD_FILE"),
		Timeout:      e.duration("DB_TIMEOUT", "3s", 1),
		MaxConns:     e.integer("DB_MAX_CONNS", "10", 1, 1000),
	}
	if _, err := cfg.readPassword(); err != nil {
		e.bad("DB_PASSWORD_FILE", "%w", err)
	}
	if err := check(cfg); err != nil {
		e.bad("DB_URL", "%w", err)
	}
	return cfg
}

// integer returns the lowest for a bad number: what is checked next finds no second fault in it.
func (e *env) integer(name, fallback string, low, high int) int {
	value := cmp.Or(e.get(name), fallback)
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		e.bad(name, "%q is not a number from %d to %d", value, low, high)
		return low
	}
	return n
}

func (e *env) duration(name, fallback string, least time.Duration) time.Duration {
	value := cmp.Or(e.get(name), fallback)
	d, err := time.ParseDuration(value)
	if err != nil || d < least {
		e.bad(name, "%q is not a duration such as %s", value, fallback)
	}
	return d
}

func (e *env) level(name string) (level slog.Level) {
	if value := e.get(name); value != "" && level.UnmarshalText([]byte(value)) != nil {
		e.bad(name, "%q is not one of debug, info, warn, error", value)
	}
	return level
}
