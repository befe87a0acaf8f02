// Package server serves HTTP and stops without losing a request.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/acme/greeter/internal/config"
)

// Serve answers the requests on ln with handler until ctx ends. It then goes on for cfg.DrainDelay, takes
// no more connections, and gives the requests that are left cfg.ShutdownTimeout. Last it calls release, and
// returns when that has, or when the time is up.
func Serve(ctx context.Context, ln net.Listener, handler http.Handler, cfg config.Config, log *slog.Logger, release func()) error {
	srv := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if ctx.Err() != nil {
				w.Header().Set("Connection", "close") // and come back elsewhere
			}
			handler.ServeHTTP(w, r)
		}),
		ReadTimeout:    cfg.ReadTimeout,
		WriteTimeout:   cfg.WriteTimeout,
		IdleTimeout:    cfg.IdleTimeout,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		log.InfoContext(ctx, "draining", "delay", cfg.DrainDelay.String(), "timeout", cfg.ShutdownTimeout.String())
		time.Sleep(cfg.DrainDelay)
	}

	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.ShutdownTimeout)
	defer cancel()
	// Close ends the context of each request that is left, and with it the statement that it waits for.
	err = errors.Join(err, srv.Shutdown(stopCtx), srv.Close())
	released := make(chan struct{})
	go func() {
		release()
		close(released)
	}()
	select {
	case <-released:
	case <-stopCtx.Done():
	}
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	log.InfoContext(ctx, "stopped")
	return nil
}
