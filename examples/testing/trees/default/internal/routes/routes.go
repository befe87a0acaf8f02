// Package routes says which request is answered how.
package routes

import (
	"context"
	"strconv"
)

// Deps are what the routes need.
type Deps struct {
	Store Store
	Ready func(ctx context.Context) error // returns nil while the service should be sent requests
}

// Store is what the routes need of the database.
type Store interface {
	Hit(ctx context.Context) (int64, error)
}

func greeting(visitor int64) string {
	return "Hello, World! You are visitor number " + strconv.FormatInt(visitor, 10) + "\n"
}

// noStore keeps caches from giving one visitor's answer to another.
const noStore = "no-store"
