package server

import (
	"net"
	"net/http"
	"testing"
	"time"
)

// deadlines records the read deadlines of a connection.
type deadlines struct {
	net.Conn
	got []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.got = append(d.got, t)
	return nil
}

func TestRequestThatMeetsItsWakeCanStillBeRead(t *testing.T) {
	cs, nc := newConns(time.Minute), &deadlines{}
	cs.changed(nc, http.StateNew)
	cs.wake(time.Now().Add(-quiet))
	if left := cs.wake(time.Now()); left != 1 {
		t.Errorf("got %d connections, want 1", left)
	}
	if len(nc.got) != 1 || nc.got[0].After(time.Now()) {
		t.Fatalf("wake: got deadlines %v, want one that has passed", nc.got)
	}
	cs.changed(nc, http.StateActive)
	if len(nc.got) != 2 || time.Until(nc.got[1]) < 50*time.Second {
		t.Fatalf("request: got deadlines %v, want a second one in a minute", nc.got)
	}
	cs.changed(nc, http.StateIdle)
	cs.changed(nc, http.StateActive)
	if len(nc.got) != 2 {
		t.Errorf("next request: got deadlines %v, want no other", nc.got)
	}
}

func TestWakeSparesWhoMaySendARequest(t *testing.T) {
	for _, tt := range []struct {
		name   string
		before []http.ConnState // the drain begins
		during []http.ConnState
		after  time.Duration
		want   int
	}{
		{"quiet and new", []http.ConnState{http.StateNew}, nil, quiet, 1},
		{"quiet and idle", []http.ConnState{http.StateNew, http.StateActive, http.StateIdle}, nil, quiet, 1},
		{"not quiet for long", []http.ConnState{http.StateNew, http.StateActive, http.StateIdle}, nil, quiet - 1, 0},
		{"in a request", []http.ConnState{http.StateNew, http.StateActive}, nil, time.Hour, 0},
		{"idle since now", []http.ConnState{http.StateNew, http.StateActive}, []http.ConnState{http.StateIdle}, quiet, 0},
		{"hijacked", []http.ConnState{http.StateNew, http.StateActive, http.StateHijacked}, nil, quiet, 0},
		{"closed", []http.ConnState{http.StateNew, http.StateClosed}, nil, quiet, 0},
	} {
		// In the past, for clocks that are too coarse to tell its moment from that of a change.
		cs, nc, start := newConns(time.Minute), &deadlines{}, time.Now().Add(-quiet)
		for _, state := range tt.before {
			cs.changed(nc, state)
		}
		cs.wake(start)
		for _, state := range tt.during {
			cs.changed(nc, state)
		}
		cs.wake(start.Add(tt.after))
		if got := len(nc.got); got != tt.want {
			t.Errorf("%s: got %d deadlines, want %d", tt.name, got, tt.want)
		}
	}
}

func TestConnectionsThatHaveGoneDoNotCount(t *testing.T) {
	cs := newConns(time.Minute)
	for _, end := range []http.ConnState{http.StateClosed, http.StateHijacked} {
		nc := &deadlines{}
		cs.changed(nc, http.StateNew)
		cs.changed(nc, http.StateActive)
		cs.changed(nc, end)
	}
	if left := cs.wake(time.Now()); left != 0 {
		t.Errorf("got %d connections, want none", left)
	}
}
