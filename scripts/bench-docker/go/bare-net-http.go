// The bare command is what the service is compared with: the same framework and statement, and nothing around them.
package main

import (
	"io"
	"net/http"
	"os"
	"strconv"
)

func main() {
	hit := open(os.Getenv("DB_URL"), os.Getenv("DB_PASSWORD"))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n")
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		n, err := hit(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, "Hello, World! You are visitor number "+strconv.FormatInt(n, 10)+"\n")
	})
	serve(mux)
}
