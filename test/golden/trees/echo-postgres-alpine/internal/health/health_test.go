package health_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/acme/greeter/internal/health"
)

var errAway = errors.New("away")

func TestAwaitWaitsLongerAfterEachFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var got []time.Duration
		ping := func(context.Context) error {
			got = append(got, time.Since(start))
			if len(got) < 9 {
				return errAway
			}
			return nil
		}
		var out strings.Builder
		health.Await(t.Context(), ping, slog.New(slog.NewJSONHandler(&out, nil)))

		const ms = time.Millisecond
		want := []time.Duration{0, 100 * ms, 300 * ms, 700 * ms, 1500 * ms, 3100 * ms, 6300 * ms, 11300 * ms, 16300 * ms}
		if !slices.Equal(got, want) {
			t.Errorf("pings: got %v, want %v", got, want)
		}
		if n := strings.Count(out.String(), "database is away"); n != 8 {
			t.Errorf("got %d warnings, want 8: %s", n, &out)
		}
		if !strings.Contains(out.String(), "database is ready") {
			t.Errorf("got log %s, want it to say that the database is ready", &out)
		}
	})
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	for name, wait := range map[string]time.Duration{
		"during a wait": 150 * time.Millisecond,
		"during a ping": 0,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				pings := 0
				ping := func(context.Context) error {
					pings++
					if wait == 0 {
						cancel()
					}
					return errAway
				}
				if wait > 0 {
					time.AfterFunc(wait, cancel)
				}
				start := time.Now()
				var out strings.Builder
				health.Await(ctx, ping, slog.New(slog.NewJSONHandler(&out, nil)))
				if got := time.Since(start); got != wait {
					t.Errorf("ended after %v, want %v", got, wait)
				}
				if pings > 2 {
					t.Errorf("got %d pings, want at most 2", pings)
				}
				if wait == 0 && out.Len() > 0 {
					t.Errorf("got log %s, want none about a ping that was cancelled", &out)
				}
			})
		})
	}
}

func TestProbe(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/fine", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/away", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	mux.Handle("/moved", http.RedirectHandler("/fine", http.StatusFound))
	srv := httptest.NewServer(mux)
	defer srv.Close()
	// A proxy of the environment is none of the service's business.
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")

	for _, tt := range []struct{ url, want string }{
		{srv.URL + "/fine", ""},
		{srv.URL + "/away", "503"},
		{srv.URL + "/moved", "302"},
		{"http://127.0.0.1:1/fine", "refused"},
		{"http://127.0.0.1:1/\n", "control character"},
	} {
		err := health.Probe(t.Context(), tt.url)
		if tt.want == "" && err != nil {
			t.Errorf("Probe(%q): got %v, want nil", tt.url, err)
		}
		if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("Probe(%q): got %v, want an error with %q", tt.url, err, tt.want)
		}
	}
}

func TestProbeDoesNotWaitForever(t *testing.T) {
	release := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer srv.Close()
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()

	if err := health.Probe(ctx, srv.URL); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	if ctx.Err() != nil {
		t.Error("the probe has no timeout of its own")
	}
}
