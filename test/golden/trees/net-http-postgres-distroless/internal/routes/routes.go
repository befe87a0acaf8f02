// Package routes says which request is answered how.
package routes

import (
	"context"
	"net/http"
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

// setHeaders sets what every answer in plain text has: no answer here may be stored or sniffed.
func setHeaders(h http.Header) {
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}
