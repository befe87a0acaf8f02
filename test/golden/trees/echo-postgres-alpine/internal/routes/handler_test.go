package routes

import (
	"errors"
	"net/http"
	"testing"

	"github.com/labstack/echo/v5"

	"github.com/acme/greeter/internal/web"
)

func TestErrorsOfEcho(t *testing.T) {
	taken := echo.NewHTTPError(http.StatusConflict, "name is taken")
	for _, test := range []struct {
		err  error
		want web.Error
	}{
		{taken, web.Error{Status: http.StatusConflict, Detail: "name is taken"}},
		{web.Error{Status: http.StatusTeapot, Detail: "mine", Err: taken}, web.Error{Status: http.StatusTeapot, Detail: "mine"}},
		{echo.NewHTTPError(http.StatusBadGateway, "secret"), web.Error{}},
		{errors.New("secret"), web.Error{}},
	} {
		got, _ := errors.AsType[web.Error](told(test.err))
		if got.Status != test.want.Status || got.Detail != test.want.Detail {
			t.Errorf("%v: got %d %q, want %d %q", test.err, got.Status, got.Detail, test.want.Status, test.want.Detail)
		}
	}
}
