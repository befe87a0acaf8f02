// Package routes says which request is answered how.
package routes

import (
	"context"
	"strconv"
)

// Counter counts visitors.
type Counter interface {
	// Hit counts one visitor and returns their number.
	Hit(ctx context.Context) (int64, error)
}

func greeting(visitor int64) string {
	return "Hello, World! You are visitor number " + strconv.FormatInt(visitor, 10) + "\n"
}

// noStore keeps caches from giving one visitor's answer to another.
const noStore = "no-store"
