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
	pinger  *redis.Client // one connection, for which no ping waits behind commands
	timeout time.Duration
	key     string
}

// Open returns a store on the database of cfg. It connects when it is first used.
func Open(_ context.Context, cfg config.Database) (*Store, error) {
	options, err := parse(cfg)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	redis.SetLogger(driverLog{})
	pingOptions := *options
	pingOptions.PoolSize, pingOptions.MaxActiveConns = 1, 1
	return &Store{
		client: redis.NewClient(options), pinger: redis.NewClient(&pingOptions),
		timeout: cfg.Timeout, key: "visitors",
	}, nil
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
	return hits, because("count visitor", err)
}

// Hits returns the number of visitors.
func (s *Store) Hits(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	hits, err := s.client.Get(ctx, s.key).Int64()
	if errors.Is(err, redis.Nil) {
		return 0, nil
	}
	return hits, because("read count", err)
}

// Reset forgets all visitors.
func (s *Store) Reset(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return because("reset count", s.client.Del(ctx, s.key).Err())
}

// Ping returns nil if the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return because("ping database", s.pinger.Ping(ctx).Err())
}

// because returns err with what failed before it, nil if nothing did.
func because(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Close closes all connections.
func (s *Store) Close() {
	// The process ends next, and the connections with it.
	_ = s.client.Close()
	_ = s.pinger.Close()
}

// parse returns the client's options. Its error holds no password.
func parse(cfg config.Database) (*redis.Options, error) {
	u, password, err := cfg.Address("redis", "rediss")
	if err != nil {
		return nil, err
	}
	for name, setting := range map[string]string{
		"pool_size": "DB_MAX_CONNS", "max_active_conns": "DB_MAX_CONNS", "dial_timeout": "DB_TIMEOUT",
		"read_timeout": "DB_TIMEOUT", "write_timeout": "DB_TIMEOUT", "pool_timeout": "DB_TIMEOUT",
	} {
		if u.Query().Has(name) {
			return nil, fmt.Errorf("%s among the parameters: use %s", name, setting)
		}
	}
	options, err := redis.ParseURL(u.String())
	if err != nil {
		return nil, err
	}
	options.CredentialsProviderContext = func(context.Context) (string, string, error) {
		found, err := password()
		return options.Username, found, err
	}
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

// driverLog hands the driver's own messages to the log: every error of note is returned as well.
type driverLog struct{}

// Printf implements the driver's interface for loggers.
func (driverLog) Printf(ctx context.Context, format string, args ...any) {
	if slog.Default().Enabled(ctx, slog.LevelDebug) {
		slog.DebugContext(ctx, "redis driver", "message", fmt.Sprintf(format, args...))
	}
}
