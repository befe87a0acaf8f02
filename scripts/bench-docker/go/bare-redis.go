package main

import (
	"context"
	"log"

	"github.com/redis/go-redis/v9"
)

// open returns the command, on a pool as large as the service's.
func open(url, password string) func(context.Context) (int64, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		log.Fatal(err)
	}
	options.Password = password
	options.PoolSize = 10
	client := redis.NewClient(options)
	return func(ctx context.Context) (int64, error) { return client.Incr(ctx, "visitors").Result() }
}
