package web

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// recorder remembers what is logged of a request and its answer.
type recorder struct {
	http.ResponseWriter
	start       time.Time
	id, traceID string
	status      int // 0 until the answer begins
	bytes       int64
	failure     error
	stack       string
}

// finish is deferred: it answers r if its handler panicked, and logs the request.
func (rec *recorder) finish(r *http.Request, log *slog.Logger) {
	p := recover()
	if p != nil && p != http.ErrAbortHandler { //nolint:errorlint // Nobody wraps what net/http compares.
		rec.failure, rec.stack = fmt.Errorf("panic: %v", p), string(debug.Stack())
		p = http.ErrAbortHandler // No client may take a part of an answer for the whole.
		if rec.status == 0 {
			answer(rec, r, http.StatusInternalServerError, "")
			p = nil
		}
	}
	if p == nil {
		rec.begin() // As net/http does for a handler that wrote nothing.
	} else {
		defer panic(p)
	}
	rec.log(r, log)
}

// log writes the record of r: health checks at debug, what is the service's fault at error, the rest at info.
func (rec *recorder) log(r *http.Request, log *slog.Logger) {
	level, isHealthCheck := slog.LevelInfo, r.URL.Path == "/livez" || r.URL.Path == "/readyz"
	if rec.stack != "" || rec.status >= 500 && r.Context().Err() == nil && !isHealthCheck {
		level = slog.LevelError
	} else if isHealthCheck {
		level = slog.LevelDebug
	}
	if !log.Enabled(r.Context(), level) {
		return
	}
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	attrs := append(make([]slog.Attr, 0, 9), slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.String("route", r.Pattern[strings.Index(r.Pattern, " ")+1:]), slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes),
		slog.Float64("duration_ms", time.Since(rec.start).Seconds()*1000), slog.String("client", client))
	if rec.failure != nil {
		attrs = append(attrs, slog.String("error", rec.failure.Error()))
		if rec.stack != "" {
			attrs = append(attrs, slog.String("stack", rec.stack))
		}
	}
	log.LogAttrs(r.Context(), level, "request", attrs...)
}

func (rec *recorder) begin() { rec.status = cmp.Or(rec.status, http.StatusOK) }

// WriteHeader remembers the first status that is not informational.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && (status >= http.StatusOK || status == http.StatusSwitchingProtocols) {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(p []byte) (int, error) {
	rec.begin()
	n, err := rec.ResponseWriter.Write(p)
	rec.bytes += int64(n)
	return n, err
}

// ReadFrom sends files as fast as the connection can.
func (rec *recorder) ReadFrom(src io.Reader) (int64, error) {
	rec.begin()
	n, err := io.Copy(rec.ResponseWriter, src)
	rec.bytes += n
	return n, err
}

// Flush sends events at once.
func (rec *recorder) Flush() {
	rec.begin()
	_ = http.NewResponseController(rec.ResponseWriter).Flush()
}

// Hijack hands the connection over, to WebSockets for example.
func (rec *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	rec.status = http.StatusSwitchingProtocols
	return http.NewResponseController(rec.ResponseWriter).Hijack()
}

// Unwrap serves [http.ResponseController].
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// logHandler adds the id and the trace of a request to each record that is logged with its context.
type logHandler struct{ slog.Handler }

// NewLogger returns a logger to handler, whose records tell which request they belong to.
func NewLogger(handler slog.Handler) *slog.Logger { return slog.New(logHandler{handler}) }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	if rec, ok := ctx.Value(key{}).(*recorder); ok {
		record.AddAttrs(slog.String("request_id", rec.id))
		if rec.traceID != "" {
			record.AddAttrs(slog.String("trace_id", rec.traceID))
		}
	}
	return h.Handler.Handle(ctx, record)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
