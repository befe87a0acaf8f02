package routes_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/acme/greeter/internal/routes"
	"github.com/acme/greeter/internal/storetest"
)

// answer is what a client sees.
type answer struct {
	status int
	body   string
	allow  string
	cache  string
}

func ask(t *testing.T, h http.Handler, method, path string) answer {
	t.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("Content-Type"); strings.ToLower(got) != "text/plain; charset=utf-8" {
		t.Errorf("%s %s: got content type %q, want plain text", method, path, got)
	}
	return answer{resp.StatusCode, string(body), resp.Header.Get("Allow"), resp.Header.Get("Cache-Control")}
}

func TestAnswers(t *testing.T) {
	const never = "no-store"
	isReady := func(context.Context) error { return nil }
	for _, tt := range []struct {
		method, path string
		want         answer
	}{
		{"GET", "/", answer{200, "Hello, World! You are visitor number 1\n", "", never}},
		{"GET", "/?a=b", answer{200, "Hello, World! You are visitor number 1\n", "", never}},
		{"GET", "/livez", answer{200, "ok\n", "", ""}},
		{"GET", "/readyz", answer{200, "ready\n", "", never}},
		{"HEAD", "/", answer{200, "", "", never}},
		{"HEAD", "/livez", answer{200, "", "", ""}},
		{"HEAD", "/readyz", answer{200, "", "", never}},
		{"GET", "/nothing", answer{404, "404 page not found\n", "", ""}},
		{"GET", "/livez/", answer{404, "404 page not found\n", "", ""}},
		{"HEAD", "/nothing", answer{404, "", "", ""}},
		{"POST", "/nothing", answer{404, "404 page not found\n", "", ""}},
		{"POST", "/", answer{405, "Method Not Allowed\n", "GET, HEAD", ""}},
		{"DELETE", "/livez", answer{405, "Method Not Allowed\n", "GET, HEAD", ""}},
		{"OPTIONS", "/readyz", answer{405, "Method Not Allowed\n", "GET, HEAD", ""}},
	} {
		h := routes.New(&storetest.Memory{}, isReady, slog.New(slog.DiscardHandler))
		if got := ask(t, h, tt.method, tt.path); got != tt.want {
			t.Errorf("%s %s: got %+v, want %+v", tt.method, tt.path, got, tt.want)
		}
	}
}

func TestOnlyGetOfTheRootCounts(t *testing.T) {
	var db storetest.Memory
	h := routes.New(&db, db.Ping, slog.New(slog.DiscardHandler))
	for _, path := range []string{"/livez", "/readyz", "/nothing"} {
		ask(t, h, "GET", path)
	}
	ask(t, h, "HEAD", "/")
	ask(t, h, "POST", "/")
	if got, err := db.Hits(t.Context()); got != 0 || err != nil {
		t.Errorf("got %d hits, %v, want none", got, err)
	}
	ask(t, h, "GET", "/")
	if got := ask(t, h, "GET", "/"); !strings.HasSuffix(got.body, "number 2\n") {
		t.Errorf("got %q, want it to end in the visitor's number, 2", got.body)
	}
}

// failing is a database that fails for a reason.
type failing struct{ reason error }

func (f failing) Hit(context.Context) (int64, error) { return 0, f.reason }
func (f failing) Ping(context.Context) error         { return f.reason }

func TestWithoutDatabase(t *testing.T) {
	var log strings.Builder
	db := failing{errors.New("dial db:5432: connection refused")}
	h := routes.New(db, db.Ping, slog.New(slog.NewJSONHandler(&log, nil)))
	for _, tt := range []struct {
		path string
		want answer
	}{
		{"/", answer{503, "Service Unavailable\n", "", "no-store"}},
		{"/readyz", answer{503, "not ready\n", "", "no-store"}},
		{"/livez", answer{200, "ok\n", "", ""}},
	} {
		if got := ask(t, h, "GET", tt.path); got != tt.want {
			t.Errorf("GET %s: got %+v, want %+v", tt.path, got, tt.want)
		}
	}
	if got := strings.Count(log.String(), db.reason.Error()); got != 1 {
		t.Errorf("got %d log lines with the reason, want 1, for GET /: %s", got, &log)
	}
}

func TestFailureIsLoggedAsAnErrorUnlessTheClientHasGone(t *testing.T) {
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	for _, tt := range []struct {
		ctx    context.Context
		reason error
		want   string
	}{
		{t.Context(), errors.New("no answer"), `"level":"ERROR","msg":"answer request","path":"/","error":"no answer"`},
		{t.Context(), context.DeadlineExceeded, `"level":"ERROR","msg":"answer request"`},
		{gone, context.Canceled, `"level":"DEBUG","msg":"answer request"`},
	} {
		var log strings.Builder
		db := failing{tt.reason}
		h := routes.New(db, db.Ping, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(tt.ctx, "GET", "/", http.NoBody))
		if got := log.String(); !strings.Contains(got, tt.want) {
			t.Errorf("%v: got log %s, want %s", tt.reason, got, tt.want)
		}
	}
}

func TestTheRequestsContextReachesTheDatabase(t *testing.T) {
	type key struct{}
	ctx := context.WithValue(t.Context(), key{}, "of the request")
	var got []any
	db := spy(func(ctx context.Context) { got = append(got, ctx.Value(key{})) })
	h := routes.New(db, db.Ping, slog.New(slog.DiscardHandler))
	for _, path := range []string{"/", "/readyz"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", path, http.NoBody))
	}
	if len(got) != 2 || got[0] == nil || got[1] == nil {
		t.Errorf("got values %v, want that of the request twice", got)
	}
}

type spy func(context.Context)

func (s spy) Hit(ctx context.Context) (int64, error) { s(ctx); return 1, nil }
func (s spy) Ping(ctx context.Context) error         { s(ctx); return nil }
