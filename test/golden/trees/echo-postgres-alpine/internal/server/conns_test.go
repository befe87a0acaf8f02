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
	cs.open[nc].since = time.Now().Add(-time.Hour)
	if left := cs.wake(time.Now().Add(-time.Hour)); left != 1 {
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
	long := time.Now().Add(-time.Hour)
	for _, tt := range []struct {
		name         string
		state        http.ConnState
		start, since time.Time
		want         int
	}{
		{"quiet and idle", http.StateIdle, long, long, 1},
		{"idle since now", http.StateIdle, long, time.Now(), 0},
		{"idle for long, in a drain that began now", http.StateIdle, time.Now(), long, 0},
		{"in a request", http.StateActive, long, long, 0},
	} {
		cs, nc := newConns(time.Minute), &deadlines{}
		cs.changed(nc, http.StateNew)
		cs.changed(nc, tt.state)
		cs.open[nc].since = tt.since
		cs.wake(tt.start)
		if got := len(nc.got); got != tt.want {
			t.Errorf("%s: got %d deadlines, want %d", tt.name, got, tt.want)
		}
	}
}

func TestHijackedConnectionIsNoLongerTheServers(t *testing.T) {
	cs, nc := newConns(time.Minute), &deadlines{}
	cs.changed(nc, http.StateNew)
	cs.changed(nc, http.StateActive)
	cs.changed(nc, http.StateHijacked)
	if left := cs.wake(time.Now()); left != 0 {
		t.Errorf("got %d connections, want none", left)
	}
}
