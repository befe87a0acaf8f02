package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

// serve listens on PORT, with the timeouts of the service.
func serve(handler http.Handler) {
	srv := &http.Server{
		Addr: ":" + os.Getenv("PORT"), Handler: handler,
		ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	log.Fatal(srv.ListenAndServe())
}
