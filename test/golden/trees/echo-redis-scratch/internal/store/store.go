// Package store keeps the visitors' count in Redis.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/acme/greeter/internal/config"
)

// Store counts visitors under one key.
type Store struct {
	client  *redis.Client
	timeout time.Duration
	key     string
}

// Open returns a store on the database of cfg. It connects when it is first used.
func Open(_ context.Context, cfg config.Database, log *slog.Logger) (*Store, error) {
	options, err := parse(cfg)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	redis.SetLogger(driverLog{log})
	return &Store{client: redis.NewClient(options), timeout: cfg.Timeout, key: "visitors"}, nil
}

// Check returns what is wrong with cfg.URL, without its password.
func Check(cfg config.Database) error {
	_, err := parse(cfg)
	return err
}

// Hit counts one visitor and returns their number.
func (s *Store) Hit(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	hits, err := s.client.Incr(ctx, s.key).Result()
	if err != nil {
		return 0, fmt.Errorf("count visitor: %w", err)
	}
	return hits, nil
}

// Hits returns the number of visitors.
func (s *Store) Hits(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	hits, err := s.client.Get(ctx, s.key).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, fmt.Errorf("read count: %w", err)
	}
	return hits, nil
}

// Reset forgets all visitors.
func (s *Store) Reset(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := s.client.Del(ctx, s.key).Err(); err != nil {
		return fmt.Errorf("reset count: %w", err)
	}
	return nil
}

// Ping returns nil if the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := s.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping database: %w", err)
	}
	return nil
}

// Close closes all connections.
func (s *Store) Close() {
	// The process ends next, and the connections with it.
	_ = s.client.Close()
}

// parse returns the client's options. Its error holds no password.
func parse(cfg config.Database) (*redis.Options, error) {
	u, password, err := cfg.Address("redis", "rediss")
	if err != nil {
		return nil, err
	}
	options, err := redis.ParseURL(u.String())
	if err != nil {
		return nil, err
	}
	options.Password = password
	options.PoolSize = cfg.MaxConns
	options.MaxActiveConns = cfg.MaxConns
	options.DialTimeout = cfg.Timeout
	options.ReadTimeout = cfg.Timeout
	options.WriteTimeout = cfg.Timeout
	options.PoolTimeout = cfg.Timeout
	options.ContextTimeoutEnabled = true
	// A command whose answer was lost may have been done: to send it again would count twice.
	options.MaxRetries = -1
	options.DialerRetries = 1
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return options, nil
}

// driverLog hands the driver's own messages to log: every error of note is returned as well.
type driverLog struct{ log *slog.Logger }

// Printf implements the driver's interface for loggers.
func (d driverLog) Printf(ctx context.Context, format string, args ...any) {
	if d.log.Enabled(ctx, slog.LevelDebug) {
		d.log.DebugContext(ctx, "redis driver", "message", fmt.Sprintf(format, args...))
	}
}
