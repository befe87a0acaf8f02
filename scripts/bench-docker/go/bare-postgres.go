package main

import (
	"context"
	"log"

	"github.com/jackc/pgx/v5/pgxpool"
)

const statement = `INSERT INTO counters AS c (name, hits) VALUES ($1, 1)
	ON CONFLICT (name) DO UPDATE SET hits = c.hits + 1 RETURNING hits`

// open returns the statement, on a pool as large as the service's.
func open(url, password string) func(context.Context) (int64, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		log.Fatal(err)
	}
	cfg.ConnConfig.Password = password
	cfg.MaxConns = 10
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		log.Fatal(err)
	}
	return func(ctx context.Context) (n int64, err error) {
		err = pool.QueryRow(ctx, statement, "visitors").Scan(&n)
		return n, err
	}
}
