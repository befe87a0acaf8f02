// Package health waits for what the service needs and asks the service how it is.
package health

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

const (
	firstWait    = 100 * time.Millisecond
	longestWait  = 5 * time.Second
	probeTimeout = 2 * time.Second
)

// Await calls ping until it succeeds or ctx ends, and waits twice as long after each failure.
func Await(ctx context.Context, ping func(context.Context) error, log *slog.Logger) {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := ping(ctx)
		if err == nil {
			log.InfoContext(ctx, "database is ready")
			return
		}
		if ctx.Err() != nil {
			return
		}
		log.WarnContext(ctx, "database is away", "error", err, "retry_in", wait.String())
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Probe returns nil if url answers 200.
func Probe(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	// A transport of its own takes no proxy from the environment and follows no redirect.
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return fmt.Errorf("probe %s: %w", url, err)
	}
	if err := resp.Body.Close(); err != nil {
		return fmt.Errorf("probe %s: %w", url, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("probe %s: got status %s, want 200", url, resp.Status)
	}
	return nil
}
