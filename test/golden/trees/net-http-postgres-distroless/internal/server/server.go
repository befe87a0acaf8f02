// Package server serves HTTP and stops without losing a request.
package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/acme/greeter/internal/config"
)

const maxHeaderBytes = 64 << 10

// Serve answers the requests on ln with handler until ctx ends. From then on no connection is
// accepted, and Serve returns when every request whose headers were read has its whole answer.
func Serve(ctx context.Context, ln net.Listener, handler http.Handler, cfg config.Server, log *slog.Logger) error {
	return serve(ctx, ln, handler, cfg, log, newConns(cfg.ReadTimeout))
}

// serve is [Serve] on conns, which tests make more or less patient.
func serve(ctx context.Context, ln net.Listener, handler http.Handler, cfg config.Server, log *slog.Logger, conns *conns) error {
	srv := &http.Server{
		Handler:        closeAfter(ctx, logRequests(handler, log)),
		ReadTimeout:    cfg.ReadTimeout,
		WriteTimeout:   cfg.WriteTimeout,
		IdleTimeout:    cfg.IdleTimeout,
		MaxHeaderBytes: maxHeaderBytes,
		ConnState:      conns.changed,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}

	log.InfoContext(ctx, "draining", "timeout", cfg.ShutdownTimeout.String())
	drainCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.ShutdownTimeout)
	defer cancel()
	if err := ln.Close(); err != nil {
		return fmt.Errorf("close listener: %w", err)
	}
	reason := <-served // Only now does conns know every connection that was accepted.
	log.DebugContext(ctx, "listener closed", "reason", reason)
	err := conns.drain(drainCtx)
	if closeErr := srv.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("close server: %w", closeErr)
	}
	if err == nil {
		log.InfoContext(ctx, "stopped")
	}
	return err
}

// closeAfter asks clients to close their connection once ctx has ended.
func closeAfter(ctx context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() != nil {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
