// Package store keeps the visitors' count in PostgreSQL.
package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/acme/greeter/internal/config"
)

// Store counts visitors in the table counters, which init.sql creates.
type Store struct {
	pool    *pgxpool.Pool
	pinger  *pgxpool.Pool // one connection, for which no ping waits behind statements
	timeout time.Duration
	counter string
}

// Open returns a store on the database of cfg. It connects when it is first used.
func Open(ctx context.Context, cfg config.Database) (*Store, error) {
	poolConfig, err := parse(cfg)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	pingConfig := poolConfig.Copy()
	pingConfig.MinConns, pingConfig.MinIdleConns, pingConfig.MaxConns = 0, 0, 1
	pingConfig.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return true }
	pool, poolErr := pgxpool.NewWithConfig(ctx, poolConfig)
	pinger, pingErr := pgxpool.NewWithConfig(ctx, pingConfig)
	if err := errors.Join(poolErr, pingErr); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	return &Store{pool: pool, pinger: pinger, timeout: cfg.Timeout, counter: "visitors"}, nil
}

// Check returns what is wrong with cfg.URL, without its password.
func Check(cfg config.Database) error {
	_, err := parse(cfg)
	return err
}

// Hit counts one visitor and returns their number.
func (s *Store) Hit(ctx context.Context) (int64, error) {
	return s.number(ctx, "count visitor", `INSERT INTO counters AS c (name, hits) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET hits = c.hits + 1 RETURNING hits`)
}

// Hits returns the number of visitors.
func (s *Store) Hits(ctx context.Context) (int64, error) {
	return s.number(ctx, "read count", `SELECT coalesce(max(hits), 0) FROM counters WHERE name = $1`)
}

// number returns the one number that statement results in.
func (s *Store) number(ctx context.Context, what, statement string) (n int64, err error) {
	err = s.do(ctx, s.pool, what, func(ctx context.Context, conn *pgxpool.Conn) error {
		return conn.QueryRow(ctx, statement, s.counter).Scan(&n)
	})
	return n, err
}

// Reset forgets all visitors.
func (s *Store) Reset(ctx context.Context) error {
	return s.do(ctx, s.pool, "reset count", func(ctx context.Context, conn *pgxpool.Conn) error {
		_, err := conn.Exec(ctx, `DELETE FROM counters WHERE name = $1`, s.counter)
		return err
	})
}

// Ping returns nil if the database answers.
func (s *Store) Ping(ctx context.Context) error {
	// To get a connection is to ping: see ShouldPing.
	return s.do(ctx, s.pinger, "ping database", func(context.Context, *pgxpool.Conn) error { return nil })
}

// Close waits until no statement runs and closes all connections.
func (s *Store) Close() {
	s.pool.Close()
	s.pinger.Close()
}

// do runs a statement on a connection within the timeout, and says what failed.
func (s *Store) do(ctx context.Context, pool *pgxpool.Pool, what string, statement func(context.Context, *pgxpool.Conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	conn, err := pool.Acquire(ctx)
	if err == nil {
		defer conn.Release()
		err = statement(ctx, conn)
	}
	if err == nil {
		return nil
	}
	if (conn == nil || conn.Conn().IsClosed()) && ctx.Err() == nil {
		// After a restart of the database the idle ones are lost too, and no other request must fail.
		s.pool.Reset()
	}
	return fmt.Errorf("%s: %w", what, err)
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
	for _, name := range []string{"password", "sslpassword", "pool_max_conns", "connect_timeout"} {
		if params.Has(name) {
			return nil, fmt.Errorf("%s among the parameters: use DB_PASSWORD_FILE, DB_MAX_CONNS, DB_TIMEOUT", name)
		}
	}
	params.Set("pool_max_conns", strconv.Itoa(cfg.MaxConns))
	u.RawQuery = params.Encode()
	poolConfig, err := pgxpool.ParseConfig(u.String())
	if err != nil {
		return nil, err
	}
	poolConfig.ConnConfig.ConnectTimeout = cfg.Timeout
	poolConfig.PingTimeout = cfg.Timeout
	poolConfig.BeforeConnect = func(_ context.Context, connConfig *pgx.ConnConfig) error {
		found, err := password()
		if found != "" {
			connConfig.Password = found
		}
		return err
	}
	return poolConfig, nil
}
