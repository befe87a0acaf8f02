package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

// serve listens on PORT, with the timeouts of TIMEOUT, or with none, as http.ListenAndServe has none.
func serve(handler http.Handler) {
	var timeout time.Duration
	if text := os.Getenv("TIMEOUT"); text != "" {
		var err error
		if timeout, err = time.ParseDuration(text); err != nil {
			log.Fatal(err)
		}
	}
	srv := &http.Server{
		Addr: ":" + os.Getenv("PORT"), Handler: handler,
		ReadTimeout: timeout, WriteTimeout: timeout, IdleTimeout: timeout,
	}
	log.Fatal(srv.ListenAndServe())
}
