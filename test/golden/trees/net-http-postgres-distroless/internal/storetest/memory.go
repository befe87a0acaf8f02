package storetest

import (
	"context"
	"errors"
	"sync"
)

var errClosed = errors.New("store is closed")

// Memory counts visitors in memory. The zero value is ready to use.
type Memory struct {
	mu     sync.Mutex
	hits   int64
	closed bool
}

var _ Store = (*Memory)(nil)

// Hit implements [Store].
func (m *Memory) Hit(ctx context.Context) (int64, error) {
	return m.do(ctx, func(hits int64) int64 { return hits + 1 })
}

// Hits implements [Store].
func (m *Memory) Hits(ctx context.Context) (int64, error) {
	return m.do(ctx, func(hits int64) int64 { return hits })
}

// Reset implements [Store].
func (m *Memory) Reset(ctx context.Context) error {
	_, err := m.do(ctx, func(int64) int64 { return 0 })
	return err
}

// Ping implements [Store].
func (m *Memory) Ping(ctx context.Context) error {
	_, err := m.Hits(ctx)
	return err
}

// Close implements [Store].
func (m *Memory) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
}

// do replaces the hits by what change makes of them and returns them.
func (m *Memory) do(ctx context.Context, change func(int64) int64) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return 0, errClosed
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.hits = change(m.hits)
	return m.hits, nil
}
