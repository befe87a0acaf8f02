package routes

import (
	"cmp"
	"context"
	"errors"
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
	// Without a route of its own, HEAD would be 405.
	e.HEAD("/", greetNobody)
	read := []string{http.MethodGet, http.MethodHead}
	e.Match(read, "/livez", live)
	e.Match(read, "/readyz", readiness(ready))
	return e
}

func greet(counter Counter) echo.HandlerFunc {
	return func(c *echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, noStore)
		visitor, err := counter.Hit(c.Request().Context())
		if err != nil {
			return echo.ErrServiceUnavailable.Wrap(err)
		}
		return c.String(http.StatusOK, greeting(visitor))
	}
}

func greetNobody(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, noStore)
	return c.String(http.StatusOK, "")
}

func live(c *echo.Context) error { return c.String(http.StatusOK, "ok\n") }

func readiness(ready func(context.Context) error) echo.HandlerFunc {
	return func(c *echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, noStore)
		if err := ready(c.Request().Context()); err != nil {
			return c.String(http.StatusServiceUnavailable, "not ready\n")
		}
		return c.String(http.StatusOK, "ready\n")
	}
}

// answerError answers for each handler that returned err, and keeps the reason from the client.
func answerError(c *echo.Context, err error) {
	if response, unwrapErr := echo.UnwrapResponse(c.Response()); unwrapErr == nil && response.Committed {
		c.Logger().DebugContext(c.Request().Context(), "write answer", "error", err)
		return
	}
	status := cmp.Or(echo.StatusCode(err), http.StatusInternalServerError)
	if status >= http.StatusInternalServerError {
		logFailure(c.Logger(), c.Request(), reason(err))
	}
	http.Error(c.Response(), http.StatusText(status), status)
}

// reason returns what err wraps, without the status around it.
func reason(err error) error {
	if withStatus, ok := errors.AsType[*echo.HTTPError](err); ok {
		return cmp.Or(withStatus.Unwrap(), err)
	}
	return err
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
