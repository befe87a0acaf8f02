// Package web wraps a router in what every request needs: an id, a log record, a limit of its body, and an
// answer when the handler panics. It reads and writes JSON, and failures, alike for every router.
package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"path"
	"regexp"
	"time"
)

var (
	validID     = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	traceparent = regexp.MustCompile(`^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}`)
)

// key is that of a request's recorder in its context.
type key struct{}

// Wrap returns next with an X-Request-Id and a record in log for each request, no body of more than maxBody
// bytes, and an answer where next panics.
func Wrap(next http.Handler, maxBody int64, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, start: time.Now(), id: r.Header.Get("X-Request-Id")}
		if !validID.MatchString(rec.id) {
			rec.id = rand.Text()
		}
		if match := traceparent.FindStringSubmatch(r.Header.Get("Traceparent")); match != nil {
			rec.traceID = match[1]
		}
		w.Header().Set("X-Request-Id", rec.id)
		r = r.WithContext(context.WithValue(r.Context(), key{}, rec))
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		defer rec.finish(r, log)
		if clean := path.Clean(r.URL.Path); clean != r.URL.Path && clean+"/" != r.URL.Path {
			// As in //livez: some routers redirect it, some look for an empty segment.
			Fail(rec, r, Error{Status: http.StatusNotFound})
		} else if r.ContentLength > maxBody {
			Fail(rec, r, Error{Status: http.StatusRequestEntityTooLarge})
		} else {
			next.ServeHTTP(rec, r)
		}
	})
}
