// Package store keeps the visitors' count in PostgreSQL.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/acme/greeter/internal/config"
)

const counter = "visitors"

// Store counts visitors in the table counters, which init.sql creates.
type Store struct {
	pool    *pgxpool.Pool
	timeout time.Duration
}

// Open returns a store on the database of cfg. It connects when it is first used.
func Open(ctx context.Context, cfg config.Database, _ *slog.Logger) (*Store, error) {
	poolConfig, err := parse(cfg)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, poolConfig)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return &Store{pool: pool, timeout: cfg.Timeout}, nil
}

// Check returns what is wrong with cfg.URL, without its password.
func Check(cfg config.Database) error {
	_, err := parse(cfg)
	return err
}

// Hit counts one visitor and returns their number.
func (s *Store) Hit(ctx context.Context) (int64, error) {
	const statement = `INSERT INTO counters AS c (name, hits) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET hits = c.hits + 1 RETURNING hits`
	hits, err := s.number(ctx, statement)
	if err != nil {
		return 0, fmt.Errorf("count visitor: %w", err)
	}
	return hits, nil
}

// Hits returns the number of visitors.
func (s *Store) Hits(ctx context.Context) (int64, error) {
	hits, err := s.number(ctx, `SELECT hits FROM counters WHERE name = $1`)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("read count: %w", err)
	}
	return hits, nil
}

// Reset forgets all visitors.
func (s *Store) Reset(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if _, err := s.pool.Exec(ctx, `DELETE FROM counters WHERE name = $1`, counter); err != nil {
		return fmt.Errorf("reset count: %w", err)
	}
	return nil
}

// Ping returns nil if the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := s.pool.Ping(ctx); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// Close waits until no statement runs and closes all connections.
func (s *Store) Close() { s.pool.Close() }

// number runs a statement that returns one number.
func (s *Store) number(ctx context.Context, statement string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	var n int64
	err := s.pool.QueryRow(ctx, statement, counter).Scan(&n)
	return n, err
}

// parse returns the pool's configuration. Its error holds no password.
func parse(cfg config.Database) (*pgxpool.Config, error) {
	u, password, err := cfg.Address("postgres", "postgresql")
	if err != nil {
		return nil, err
	}
	params, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errors.New("parameters after ? are not of the form NAME=VALUE&…")
	}
	if params.Has("password") || params.Has("sslpassword") {
		return nil, errors.New("password among the parameters: use DB_PASSWORD_FILE")
	}
	params.Set("pool_max_conns", strconv.Itoa(cfg.MaxConns))
	u.RawQuery = params.Encode()
	poolConfig, err := pgxpool.ParseConfig(u.String())
	if err != nil {
		return nil, err
	}
	if password != "" {
		poolConfig.ConnConfig.Password = password
	}
	poolConfig.ConnConfig.ConnectTimeout = cfg.Timeout
	poolConfig.PingTimeout = cfg.Timeout
	return poolConfig, nil
}
