package routes

import (
	"io"
	"net/http"
	"strings"

	"github.com/acme/greeter/internal/web"
)

// New returns the handler of all routes.
func New(d Deps) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", web.HandlerFunc(d.greet))
	// Without a route of its own, HEAD would be answered as GET is, and count a visitor.
	mux.HandleFunc("HEAD /{$}", greetNobody)
	mux.Handle("GET /livez", web.HandlerFunc(live))
	mux.Handle("GET /readyz", web.HandlerFunc(d.readiness))
	mux.Handle("/", unrouted(mux))
	return mux
}

func (d Deps) greet(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", noStore)
	visitor, err := d.Store.Hit(r.Context())
	if err != nil {
		return web.Error{Status: http.StatusServiceUnavailable, Err: err}
	}
	return write(w, greeting(visitor))
}

func greetNobody(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", noStore)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
}

func live(w http.ResponseWriter, _ *http.Request) error { return write(w, "ok\n") }

func (d Deps) readiness(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", noStore)
	if err := d.Ready(r.Context()); err != nil {
		return web.Error{Status: http.StatusServiceUnavailable, Detail: "not ready", Err: err}
	}
	return write(w, "ready\n")
}

// unrouted answers what no other route does: with 405 if mux has the path for other methods, else with 404.
func unrouted(mux *http.ServeMux) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.Pattern = ""
		var allowed []string
		for _, method := range []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"} {
			other := &http.Request{Method: method, Host: r.Host, URL: r.URL}
			if _, pattern := mux.Handler(other); pattern != "/" {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			return web.Error{Status: http.StatusNotFound}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return web.Error{Status: http.StatusMethodNotAllowed}
	}
}

// write answers with text, which net/http detects to be plain text in UTF-8.
func write(w http.ResponseWriter, text string) error {
	_, err := io.WriteString(w, text)
	return err
}
