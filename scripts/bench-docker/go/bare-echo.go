// The bare command is what the service is compared with: the same framework and statement, with the framework's own
// middleware for what the service does too.
package main

import (
	"log/slog"
	"net/http"
	"os"
	"strconv"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

func main() {
	hit := open(os.Getenv("DB_URL"), os.Getenv("DB_PASSWORD"))
	e := echo.NewWithConfig(echo.Config{Logger: slog.New(slog.NewJSONHandler(os.Stdout, nil))})
	e.Use(middleware.RequestID(), middleware.RequestLogger(), middleware.Recover(), middleware.BodyLimit(1<<20))
	e.GET("/livez", func(c *echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/", func(c *echo.Context) error {
		n, err := hit(c.Request().Context())
		if err != nil {
			return err
		}
		return c.String(http.StatusOK, "Hello, World! You are visitor number "+strconv.FormatInt(n, 10)+"\n")
	})
	serve(e)
}
