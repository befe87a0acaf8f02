package routes

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"github.com/acme/greeter/internal/web"
)

// New returns the handler of all routes.
func New(d Deps) http.Handler {
	e := echo.NewWithConfig(echo.Config{
		HTTPErrorHandler: func(c *echo.Context, err error) { web.Fail(c.Response(), c.Request(), told(err)) },
		Router: echo.NewRouter(echo.RouterConfig{
			NotFoundHandler:         notFound,
			MethodNotAllowedHandler: methodNotAllowed,
			OptionsMethodHandler:    methodNotAllowed,
		}),
	})
	e.GET("/", d.greet)
	// Without a route of its own, HEAD would be 405.
	e.HEAD("/", greetNobody)
	read := []string{http.MethodGet, http.MethodHead}
	e.Match(read, "/livez", live)
	e.Match(read, "/readyz", d.readiness)
	return e
}

// told lets the client see the message of echo's own error, unless the fault is the service's.
func told(err error) error {
	_, isTold := errors.AsType[web.Error](err)
	if own, ok := errors.AsType[*echo.HTTPError](err); ok && !isTold && own.Code < http.StatusInternalServerError {
		return web.Error{Status: own.Code, Detail: own.Message, Err: err}
	}
	return err
}

func (d Deps) greet(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, noStore)
	visitor, err := d.Store.Hit(c.Request().Context())
	if err != nil {
		return echo.ErrServiceUnavailable.Wrap(err)
	}
	return c.String(http.StatusOK, greeting(visitor))
}

func greetNobody(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, noStore)
	return c.String(http.StatusOK, "")
}

func live(c *echo.Context) error { return c.String(http.StatusOK, "ok\n") }

func (d Deps) readiness(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, noStore)
	if err := d.Ready(c.Request().Context()); err != nil {
		return web.Error{Status: http.StatusServiceUnavailable, Detail: "not ready", Err: err}
	}
	return c.String(http.StatusOK, "ready\n")
}

func notFound(c *echo.Context) error {
	c.Request().Pattern = ""
	return echo.ErrNotFound
}

// methodNotAllowed answers as net/http does, for which OPTIONS is no exception.
func methodNotAllowed(c *echo.Context) error {
	c.Request().Pattern = ""
	allow, err := echo.ContextGet[string](c, echo.ContextKeyHeaderAllow)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderAllow, strings.TrimPrefix(allow, "OPTIONS, "))
	return echo.ErrMethodNotAllowed
}
