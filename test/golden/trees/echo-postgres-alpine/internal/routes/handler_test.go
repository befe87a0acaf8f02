package routes

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"
)

func TestErrorsOfHandlers(t *testing.T) {
	errSecret := errors.New("the reason, which no client sees")
	for _, tt := range []struct {
		name       string
		handler    echo.HandlerFunc
		wantStatus int
		wantBody   string
		wantLog    bool
	}{
		{"an error without status is 500", func(*echo.Context) error { return errSecret }, 500, "Internal Server Error\n", true},
		{"a wrapped one keeps its status", func(*echo.Context) error { return echo.ErrBadGateway.Wrap(errSecret) }, 502, "Bad Gateway\n", true},
		{"the client's fault is not logged", func(*echo.Context) error { return echo.ErrBadRequest.Wrap(errSecret) }, 400, "Bad Request\n", false},
		{"what was begun is not answered again", func(c *echo.Context) error {
			return errors.Join(c.String(http.StatusOK, "begun"), errSecret)
		}, 200, "begun", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log strings.Builder
			e := echo.NewWithConfig(echo.Config{
				Logger: slog.New(slog.NewJSONHandler(&log, nil)), HTTPErrorHandler: answerError,
			})
			e.GET("/", tt.handler)
			rec := httptest.NewRecorder()
			e.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
			if rec.Code != tt.wantStatus || rec.Body.String() != tt.wantBody {
				t.Errorf("got %d %q, want %d %q", rec.Code, rec.Body, tt.wantStatus, tt.wantBody)
			}
			if got := strings.Contains(log.String(), errSecret.Error()); got != tt.wantLog {
				t.Errorf("got log %s, want the reason in it: %v", &log, tt.wantLog)
			}
		})
	}
}
