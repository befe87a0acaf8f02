// Package config reads the settings from the environment.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Config holds every setting.
type Config struct {
	Port     int
	LogLevel slog.Level
	Server   Server
	Database Database
}

// Server holds the timeouts of the HTTP server.
type Server struct {
	ReadTimeout     time.Duration // to read a request
	WriteTimeout    time.Duration // to answer it
	IdleTimeout     time.Duration // between two requests on a connection
	ShutdownTimeout time.Duration // to answer what is left after SIGTERM
}

// Load returns the service's settings that getenv knows, and defaults for the others. The error names
// every bad one; checkDatabase says what is wrong with the database's.
func Load(getenv func(string) string, checkDatabase func(Database) error) (Config, error) {
	e := env{get: getenv}
	cfg := Config{
		Port:     e.port(),
		LogLevel: e.level("LOG_LEVEL", slog.LevelInfo),
		Server: Server{
			ReadTimeout:     e.duration("READ_TIMEOUT", 10*time.Second),
			WriteTimeout:    e.duration("WRITE_TIMEOUT", 10*time.Second),
			IdleTimeout:     e.duration("IDLE_TIMEOUT", 2*time.Minute),
			ShutdownTimeout: e.duration("SHUTDOWN_TIMEOUT", 15*time.Second),
		},
		Database: e.database(checkDatabase),
	}
	// One that is not positive is reported already.
	if write, db := cfg.Server.WriteTimeout, cfg.Database.Timeout; write > 0 && write <= db {
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

// Port returns the setting PORT alone.
func Port(getenv func(string) string) (int, error) {
	e := env{get: getenv}
	port := e.port()
	return port, errors.Join(e.errs...)
}

// env reads settings and collects what is wrong with them.
type env struct {
	get  func(string) string
	errs []error
}

func (e *env) bad(name, format string, args ...any) {
	e.errs = append(e.errs, fmt.Errorf("  "+name+": "+format, args...))
}

// port allows 0, for which the system chooses a free port.
func (e *env) port() int { return e.integer("PORT", 8080, 0, 65535) }

func (e *env) database(check func(Database) error) Database {
	cfg := Database{
		URL:      e.get("DB_URL"),
		Password: e.file("DB_PASSWORD_FILE"),
		Timeout:  e.duration("DB_TIMEOUT", 3*time.Second),
		MaxConns: e.integer("DB_MAX_CONNS", 10, 1, 1000),
	}
	if err := check(cfg); err != nil {
		e.bad("DB_URL", "%w", err)
	}
	return cfg
}

// integer returns the fallback for a bad number too: what is checked next finds no second fault in it.
func (e *env) integer(name string, fallback, low, high int) int {
	value := e.get(name)
	if value == "" {
		return fallback
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		e.bad(name, "%q is not a number from %d to %d", value, low, high)
		return fallback
	}
	return n
}

func (e *env) duration(name string, fallback time.Duration) time.Duration {
	value := e.get(name)
	if value == "" {
		return fallback
	}
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		e.bad(name, "%q is not a positive duration such as %v", value, fallback)
	}
	return d
}

func (e *env) level(name string, fallback slog.Level) slog.Level {
	value := e.get(name)
	if value == "" {
		return fallback
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(value)); err != nil {
		e.bad(name, "%q is not one of debug, info, warn, error", value)
	}
	return level
}

// file returns what the named file holds, without the newline at its end.
func (e *env) file(name string) string {
	path := e.get(name)
	if path == "" {
		return ""
	}
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		e.bad(name, "%w", err)
		return ""
	}
	content := strings.TrimRight(string(data), "\r\n")
	if content == "" {
		e.bad(name, "%s is empty", path)
	}
	return content
}
