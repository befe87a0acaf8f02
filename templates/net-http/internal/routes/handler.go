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
	mux.HandleFunc("HEAD /{$}", greetNobody)
	mux.HandleFunc("GET /livez", live)
	mux.Handle("GET /readyz", readiness(ready))
	return mux
}

func greet(counter Counter, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", noStore)
		visitor, err := counter.Hit(r.Context())
		if err != nil {
			logFailure(log, r, err)
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
			return
		}
		write(w, greeting(visitor))
	}
}

func greetNobody(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", noStore)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
}

func live(w http.ResponseWriter, _ *http.Request) { write(w, "ok\n") }

func readiness(ready func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", noStore)
		if err := ready(r.Context()); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		write(w, "ready\n")
	}
}

// write answers with text, which net/http detects to be plain text in UTF-8.
func write(w http.ResponseWriter, text string) {
	// The client has gone if this fails: nobody is left to tell.
	_, _ = io.WriteString(w, text)
}
