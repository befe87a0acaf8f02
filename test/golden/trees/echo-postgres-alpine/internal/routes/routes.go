// Package routes says which request is answered how.
package routes

import (
	"context"
	"log/slog"
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

// logFailure logs why r has no proper answer: as an error, unless its client has gone, which is nobody's fault.
func logFailure(log *slog.Logger, r *http.Request, err error) {
	level := slog.LevelError
	if r.Context().Err() != nil {
		level = slog.LevelDebug
	}
	log.Log(r.Context(), level, "answer request", "path", r.URL.Path, "error", err)
}

// noStore keeps caches from giving one visitor's answer to another.
const noStore = "no-store"
