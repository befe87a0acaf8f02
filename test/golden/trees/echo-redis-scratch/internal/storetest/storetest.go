// Package storetest holds what every store promises, and a store in memory, for tests.
package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
)

// Store counts visitors.
type Store interface {
	Hit(ctx context.Context) (int64, error)
	Hits(ctx context.Context) (int64, error)
	Reset(ctx context.Context) error
	Ping(ctx context.Context) error
	Close()
}

// Contract tests what every store promises. Each call of open returns a store without hits, which
// the test closes.
func Contract(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, Store){
		"a new store has no hits":          startsAtZero,
		"hits are numbered from 1":         countsFromOne,
		"a reset counts from 1 again":      resets,
		"no number is given out twice":     isAtomic,
		"a store that is there is pinged":  pings,
		"an ended context ends every call": heedsContext,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			defer s.Close()
			check(t, s)
		})
	}
	t.Run("a closed store does not answer", func(t *testing.T) {
		s := open(t)
		s.Close()
		if err := s.Ping(t.Context()); err == nil {
			t.Error("Ping: got nil, want an error")
		}
	})
}

func startsAtZero(t *testing.T, s Store) {
	wantHits(t, s, 0)
}

func countsFromOne(t *testing.T, s Store) {
	wantHit(t, s, 1)
	wantHit(t, s, 2)
	wantHits(t, s, 2)
}

func resets(t *testing.T, s Store) {
	wantHit(t, s, 1)
	wantHit(t, s, 2)
	if err := s.Reset(t.Context()); err != nil {
		t.Fatalf("Reset: %v", err)
	}
	wantHits(t, s, 0)
	wantHit(t, s, 1)
}

func isAtomic(t *testing.T, s Store) {
	const workers, each = 8, 25
	var (
		mu   sync.Mutex
		got  []int64
		wait sync.WaitGroup
	)
	for range workers {
		wait.Go(func() {
			for range each {
				n, err := s.Hit(t.Context())
				if err != nil {
					t.Errorf("Hit: %v", err)
					return
				}
				mu.Lock()
				got = append(got, n)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	slices.Sort(got)
	for i, n := range got {
		if n != int64(i+1) {
			t.Fatalf("got numbers %v, want each from 1 to %d once", got, workers*each)
		}
	}
	wantHits(t, s, workers*each)
}

func pings(t *testing.T, s Store) {
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
}

func heedsContext(t *testing.T, s Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Hit(ctx); err == nil {
		t.Error("Hit: got nil, want an error")
	}
	if _, err := s.Hits(ctx); err == nil {
		t.Error("Hits: got nil, want an error")
	}
	if err := s.Reset(ctx); err == nil {
		t.Error("Reset: got nil, want an error")
	}
	if err := s.Ping(ctx); err == nil {
		t.Error("Ping: got nil, want an error")
	}
	wantHits(t, s, 0)
}

func wantHit(t *testing.T, s Store, want int64) {
	t.Helper()
	got, err := s.Hit(t.Context())
	if err != nil {
		t.Fatalf("Hit: %v", err)
	}
	if got != want {
		t.Fatalf("Hit: got %d, want %d", got, want)
	}
}

func wantHits(t *testing.T, s Store, want int64) {
	t.Helper()
	got, err := s.Hits(t.Context())
	if err != nil {
		t.Fatalf("Hits: %v", err)
	}
	if got != want {
		t.Fatalf("Hits: got %d, want %d", got, want)
	}
}
