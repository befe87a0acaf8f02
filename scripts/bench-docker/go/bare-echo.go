// The bare command is what the service is compared with: the same framework and statement, and nothing around them.
package main

import (
	"net/http"
	"os"
	"strconv"

	"github.com/labstack/echo/v5"
)

func main() {
	hit := open(os.Getenv("DB_URL"), os.Getenv("DB_PASSWORD"))
	e := echo.New()
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
