package routes

import (
	"context"
	"io"
	"log/slog"
	"net/http"
)

// New returns the handler of all routes. The service is ready when ready returns nil.
func New(counter Counter, ready func(context.Context) error, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", greet(counter, log))
	// Without a route of its own, HEAD would be answered as GET is, and count a visitor.
	mux.Handle("HEAD /{$}", text(""))
	mux.Handle("GET /livez", text("ok\n"))
	mux.Handle("GET /readyz", readiness(ready))
	return mux
}

func greet(counter Counter, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		visitor, err := counter.Hit(r.Context())
		if err != nil {
			log.ErrorContext(r.Context(), "count visitor", "error", err)
			unavailable(w, http.StatusText(http.StatusServiceUnavailable))
			return
		}
		write(w, greeting(visitor))
	}
}

func readiness(ready func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := ready(r.Context()); err != nil {
			unavailable(w, "not ready")
			return
		}
		write(w, "ready\n")
	}
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { write(w, body) }
}

func write(w http.ResponseWriter, body string) {
	setHeaders(w.Header())
	// The client has gone if this fails: nobody is left to tell.
	_, _ = io.WriteString(w, body)
}

func unavailable(w http.ResponseWriter, reason string) {
	setHeaders(w.Header())
	http.Error(w, reason, http.StatusServiceUnavailable)
}
