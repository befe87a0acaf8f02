package routes

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"
)

// New returns the handler of all routes. The service is ready when ready returns nil.
func New(counter Counter, ready func(context.Context) error, log *slog.Logger) http.Handler {
	e := echo.NewWithConfig(echo.Config{
		Logger:           log,
		HTTPErrorHandler: answerError,
		Router: echo.NewRouter(echo.RouterConfig{
			NotFoundHandler:         echo.WrapHandler(http.NotFoundHandler()),
			MethodNotAllowedHandler: methodNotAllowed,
			OptionsMethodHandler:    methodNotAllowed,
		}),
	})
	e.GET("/", greet(counter))
	// HEAD counts nobody.
	e.HEAD("/", text(""))
	read := []string{http.MethodGet, http.MethodHead}
	e.Match(read, "/livez", text("ok\n"))
	e.Match(read, "/readyz", readiness(ready))
	return e
}

func greet(counter Counter) echo.HandlerFunc {
	return func(c *echo.Context) error {
		visitor, err := counter.Hit(c.Request().Context())
		if err != nil {
			return echo.ErrServiceUnavailable.Wrap(err)
		}
		return write(c, http.StatusOK, greeting(visitor))
	}
}

func readiness(ready func(context.Context) error) echo.HandlerFunc {
	return func(c *echo.Context) error {
		if err := ready(c.Request().Context()); err != nil {
			return write(c, http.StatusServiceUnavailable, "not ready\n")
		}
		return write(c, http.StatusOK, "ready\n")
	}
}

func text(body string) echo.HandlerFunc {
	return func(c *echo.Context) error { return write(c, http.StatusOK, body) }
}

func write(c *echo.Context, status int, body string) error {
	setHeaders(c.Response().Header())
	return c.String(status, body)
}

// answerError answers for every handler that returned err, which the client does not get to see.
func answerError(c *echo.Context, err error) {
	ctx := c.Request().Context()
	if response, unwrapErr := echo.UnwrapResponse(c.Response()); unwrapErr == nil && response.Committed {
		c.Logger().DebugContext(ctx, "write answer", "error", err)
		return
	}
	status := echo.StatusCode(err)
	if status == 0 {
		status = http.StatusInternalServerError
	}
	if status >= http.StatusInternalServerError {
		c.Logger().ErrorContext(ctx, "answer request", "path", c.Path(), "error", err)
		setHeaders(c.Response().Header())
	}
	http.Error(c.Response(), http.StatusText(status), status)
}

// methodNotAllowed answers as net/http does, for which OPTIONS is no exception.
func methodNotAllowed(c *echo.Context) error {
	allow, err := echo.ContextGet[string](c, echo.ContextKeyHeaderAllow)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderAllow, strings.TrimPrefix(allow, "OPTIONS, "))
	return echo.ErrMethodNotAllowed
}
