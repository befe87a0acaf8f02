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
	"github.com/acme/greeter/internal/web"
)

// fakeStore counts in memory, or fails for a reason.
type fakeStore struct {
	routes.Store
	hits   int64
	reason error
	ctx    context.Context //nolint:containedctx // What it was called with.
}

func (s *fakeStore) Hit(ctx context.Context) (int64, error) {
	s.ctx = ctx
	s.hits++
	return s.hits, s.reason
}

func (s *fakeStore) Ping(context.Context) error { return s.reason }

// service returns what answers requests, with everything around the routes.
func service(s *fakeStore, log io.Writer) http.Handler {
	logger := web.NewLogger(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return web.Wrap(routes.New(routes.Deps{Store: s, Ready: s.Ping}), 1000, logger)
}

// answer is what a client sees.
type answer struct {
	status int
	body   string
	allow  string
	cache  string
}

func ask(t *testing.T, h http.Handler, method, target string) answer {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), method, target, http.NoBody))
	if got := rec.Header().Get("Content-Type"); method != "HEAD" && strings.ToLower(got) != "text/plain; charset=utf-8" {
		t.Errorf("%s %s: got content type %q, want plain text", method, target, got)
	}
	body := rec.Body.String()
	if method == "HEAD" {
		body = "" // The server cuts it off.
	}
	return answer{rec.Code, body, rec.Header().Get("Allow"), rec.Header().Get("Cache-Control")}
}

func TestAnswers(t *testing.T) {
	const never = "no-store"
	for _, tt := range []struct {
		method, target string
		want           answer
	}{
		{"GET", "/", answer{200, "Hello, World! You are visitor number 1\n", "", never}},
		{"GET", "/?a=b", answer{200, "Hello, World! You are visitor number 1\n", "", never}},
		{"GET", "/livez", answer{200, "ok\n", "", ""}},
		{"GET", "/readyz", answer{200, "ready\n", "", never}},
		{"HEAD", "/", answer{200, "", "", never}},
		{"HEAD", "/livez", answer{200, "", "", ""}},
		{"HEAD", "/readyz", answer{200, "", "", never}},
		{"GET", "/nothing", answer{404, "Not Found\n", "", ""}},
		{"GET", "/livez/", answer{404, "Not Found\n", "", ""}},
		{"GET", "http://example.com//livez", answer{404, "Not Found\n", "", ""}},
		{"GET", "/./livez", answer{404, "Not Found\n", "", ""}},
		{"GET", "/a/../livez", answer{404, "Not Found\n", "", ""}},
		{"HEAD", "/nothing", answer{404, "", "", ""}},
		{"POST", "/nothing", answer{404, "Not Found\n", "", ""}},
		{"POST", "/", answer{405, "Method Not Allowed\n", "GET, HEAD", ""}},
		{"DELETE", "/livez", answer{405, "Method Not Allowed\n", "GET, HEAD", ""}},
		{"OPTIONS", "/readyz", answer{405, "Method Not Allowed\n", "GET, HEAD", ""}},
	} {
		if got := ask(t, service(&fakeStore{}, io.Discard), tt.method, tt.target); got != tt.want {
			t.Errorf("%s %s: got %+v, want %+v", tt.method, tt.target, got, tt.want)
		}
	}
}

func TestFailuresAreJSONForClientsThatNameIt(t *testing.T) {
	for _, tt := range []struct {
		method, path string
		want         string
	}{
		{"GET", "/nothing", `{"detail":"Not Found","request_id":"r1","status":404,"title":"Not Found"}`},
		{"POST", "/livez", `{"detail":"Method Not Allowed","request_id":"r1","status":405,"title":"Method Not Allowed"}`},
		{"GET", "/", `{"detail":"Service Unavailable","request_id":"r1","status":503,"title":"Service Unavailable"}`},
		{"GET", "/readyz", `{"detail":"not ready","request_id":"r1","status":503,"title":"Service Unavailable"}`},
	} {
		rec := httptest.NewRecorder()
		req := httptest.NewRequestWithContext(t.Context(), tt.method, tt.path, http.NoBody)
		req.Header.Set("Accept", "text/html, application/json")
		req.Header.Set("X-Request-Id", "r1")
		service(&fakeStore{reason: errors.New("secret")}, io.Discard).ServeHTTP(rec, req)
		if got := rec.Body.String(); got != tt.want+"\n" || rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: got %s %s, want %s", tt.method, tt.path, rec.Header(), got, tt.want)
		}
	}
}

func TestOnlyGetOfTheRootCounts(t *testing.T) {
	var s fakeStore
	h := service(&s, io.Discard)
	for _, path := range []string{"/livez", "/readyz", "/nothing"} {
		ask(t, h, "GET", path)
	}
	ask(t, h, "HEAD", "/")
	ask(t, h, "POST", "/")
	if s.hits != 0 {
		t.Errorf("got %d hits, want none", s.hits)
	}
}

func TestWithoutDatabase(t *testing.T) {
	var log strings.Builder
	s := &fakeStore{reason: errors.New("dial db:5432: connection refused")}
	h := service(s, &log)
	for _, tt := range []struct {
		path  string
		want  answer
		level string
	}{
		{"/", answer{503, "Service Unavailable\n", "", "no-store"}, "ERROR"},
		{"/readyz", answer{503, "not ready\n", "", "no-store"}, "DEBUG"},
		{"/livez", answer{200, "ok\n", "", ""}, ""},
	} {
		log.Reset()
		if got := ask(t, h, "GET", tt.path); got != tt.want {
			t.Errorf("GET %s: got %+v, want %+v", tt.path, got, tt.want)
		}
		got := log.String()
		if strings.Contains(got, s.reason.Error()) != (tt.level != "") || !strings.Contains(got, `"level":"`+tt.level) {
			t.Errorf("GET %s: got log %s, want the reason at level %q", tt.path, got, tt.level)
		}
	}
}

func TestRoutesAreLogged(t *testing.T) {
	for target, want := range map[string]string{
		"/?a=secret": `"method":"GET","path":"/","route":"/`, "/livez": `"route":"/livez"`, "/nothing": `"path":"/nothing","route":""`,
	} {
		var log strings.Builder
		ask(t, service(&fakeStore{}, &log), "GET", target)
		if got := log.String(); !strings.Contains(got, want) || strings.Contains(got, "secret") {
			t.Errorf("GET %s: got log %s, want %s", target, got, want)
		}
	}
}

func TestTheRequestsContextReachesTheDatabase(t *testing.T) {
	type key struct{}
	var s fakeStore
	ctx := context.WithValue(t.Context(), key{}, "of the request")
	service(&s, io.Discard).ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/", http.NoBody))
	if s.ctx.Value(key{}) == nil {
		t.Error("got another context, want that of the request")
	}
}
