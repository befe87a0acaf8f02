package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// quiet is how long a connection may wait for a request before a drain closes it.
	quiet = time.Second
	// drainTick is how often a drain looks.
	drainTick = 5 * time.Millisecond
)

// conns are the open connections of a server.
//
// [http.Server.Shutdown] drops a request whose headers were just read, and closes a kept-alive
// connection on which the next one is arriving. Here a connection that waits for a request is never
// closed from outside: its read times out, unless the read already has something.
type conns struct {
	readTimeout time.Duration
	quiet       time.Duration

	mu       sync.Mutex
	open     map[net.Conn]*conn
	draining time.Time // since when, zero before
}

type conn struct {
	waiting bool      // for the headers of a request
	since   time.Time // when the wait began, if that was in the drain
	woken   bool      // the read deadline was moved to the past
}

func newConns(readTimeout time.Duration) *conns {
	return &conns{readTimeout: readTimeout, quiet: quiet, open: map[net.Conn]*conn{}}
}

// changed is the server's ConnState hook.
func (cs *conns) changed(nc net.Conn, state http.ConnState) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	switch state {
	case http.StateNew:
		cs.open[nc] = &conn{waiting: true}
	case http.StateIdle:
		c := cs.open[nc]
		c.waiting = true
		if !cs.draining.IsZero() {
			c.since = time.Now()
		}
	case http.StateActive:
		c := cs.open[nc]
		c.waiting = false
		if c.woken {
			// The request came first: its body must not meet the deadline that wake has set.
			c.woken = false
			_ = nc.SetReadDeadline(time.Now().Add(cs.readTimeout))
		}
	case http.StateClosed, http.StateHijacked:
		delete(cs.open, nc)
	}
}

// drain returns when no connection is left, or with an error when ctx ends before that.
func (cs *conns) drain(ctx context.Context) error {
	tick := time.NewTicker(drainTick)
	defer tick.Stop()
	for {
		left := cs.wake(time.Now())
		if left == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("drain: %d connections left: %w", left, ctx.Err())
		case <-tick.C:
		}
	}
}

// wake ends the wait of each connection that has been quiet in the drain, which the first call
// begins, and returns how many connections are left.
func (cs *conns) wake(now time.Time) int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.draining.IsZero() {
		cs.draining = now
	}
	for nc, c := range cs.open {
		if c.waiting && now.Sub(cs.draining) >= cs.quiet && now.Sub(c.since) >= cs.quiet {
			c.woken = true
			_ = nc.SetReadDeadline(now)
		}
	}
	return len(cs.open)
}
