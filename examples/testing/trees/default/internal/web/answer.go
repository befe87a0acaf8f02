package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Error is a failure with a status. The client sees Detail and never Err, which is logged.
type Error struct {
	Status int
	Detail string
	Err    error
}

func (e Error) Error() string {
	if e.Err != nil {
		return e.Err.Error()
	}
	return cmp.Or(e.Detail, http.StatusText(e.Status))
}

// Unwrap returns the reason.
func (e Error) Unwrap() error { return e.Err }

// StatusCode returns the status, as the errors of frameworks do.
func (e Error) StatusCode() int { return e.Status }

// HandlerFunc is a handler whose error is answered by [Fail].
type HandlerFunc func(http.ResponseWriter, *http.Request) error

// ServeHTTP implements [http.Handler].
func (f HandlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := f(w, r); err != nil {
		Fail(w, r, err)
	}
}

// Fail answers r with the status of err, 500 if it has none, unless an answer has begun. The reason is logged.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	if rec, ok := r.Context().Value(key{}).(*recorder); ok {
		rec.failure = err
		if rec.status != 0 {
			return
		}
	}
	status, detail := http.StatusInternalServerError, ""
	var coder interface{ StatusCode() int }
	if errors.As(err, &coder) {
		status = coder.StatusCode()
	}
	if own, ok := errors.AsType[Error](err); ok {
		detail = own.Detail
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		status, detail = http.StatusRequestEntityTooLarge, ""
	}
	answer(w, r, status, detail)
}

// answer tells a failure: as RFC 9457 says to clients that name JSON, else as plain text.
func answer(w http.ResponseWriter, r *http.Request, status int, detail string) {
	title := http.StatusText(status)
	w.Header().Add("Vary", "Accept")
	if !strings.Contains(strings.ToLower(r.Header.Get("Accept")), "json") {
		http.Error(w, cmp.Or(detail, title), status)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	// The client has gone if this fails.
	_ = WriteJSON(w, status, map[string]any{
		"title": title, "status": status, "detail": cmp.Or(detail, title), "request_id": w.Header().Get("X-Request-Id"),
	})
}

// ReadJSON decodes the body of r into v. Its error is answered with 400, or 413 if the body is too large.
func ReadJSON(r *http.Request, v any) error {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, v)
	}
	if err != nil {
		return Error{Status: http.StatusBadRequest, Detail: "invalid JSON", Err: fmt.Errorf("read body: %w", err)}
	}
	return nil
}

// WriteJSON answers with v.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Type", cmp.Or(w.Header().Get("Content-Type"), "application/json"))
	w.WriteHeader(status)
	_, err = w.Write(append(body, '\n'))
	return err
}
