package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/health"
	"github.com/acme/greeter/internal/routes"
	"github.com/acme/greeter/internal/server"
)

// database is what the service needs of a store.
type database interface {
	routes.Counter
	Ping(ctx context.Context) error
	Close()
}

var errDraining = errors.New("shutting down")

// serveOn answers requests on ln until ctx ends and every one of them has its answer, then closes db.
func serveOn(ctx context.Context, ln net.Listener, db database, cfg config.Config, log *slog.Logger) error {
	defer db.Close()

	ctx, cancel := context.WithCancel(ctx)
	var background sync.WaitGroup
	defer background.Wait()
	defer cancel()
	background.Go(func() { health.Await(ctx, db.Ping, log) })

	log.InfoContext(ctx, "listening", "address", ln.Addr().String(), "version", version, "revision", revision)
	return server.Serve(ctx, ln, newHandler(ctx, db, log), cfg.Server, log)
}

// newHandler returns the handler of all requests. It is ready while db answers, until ctx ends.
func newHandler(ctx context.Context, db database, log *slog.Logger) http.Handler {
	ready := func(reqCtx context.Context) error {
		if ctx.Err() != nil {
			return errDraining
		}
		return db.Ping(reqCtx)
	}
	return routes.New(db, ready, log)
}

// listen takes the port before anything else starts, so that a busy one is an error at once.
func listen(ctx context.Context, port int) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", net.JoinHostPort("", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("listen on port %d: %w", port, err)
	}
	return ln, nil
}

func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}
