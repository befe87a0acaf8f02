// The api command greets visitors over HTTP and counts them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/routes"
	"github.com/acme/greeter/internal/server"
	"github.com/acme/greeter/internal/store"
	"github.com/acme/greeter/internal/web"
)

var version = "dev" // set by the linker: -X main.version=…

var errUsage = errors.New("api --help lists the commands")

const help = `Usage: api [COMMAND]

Without a command, serve HTTP until SIGINT or SIGTERM, with the settings that README.md lists.

  healthcheck [PATH]  ask the service on this machine for PATH (default /livez)
  version             print the version
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal drains; with the default action restored, a second one ends the process.
	context.AfterFunc(ctx, stop)

	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	if err == nil {
		return
	}
	if len(os.Args) == 1 {
		slog.ErrorContext(ctx, "ended", "error", err)
	} else {
		fmt.Fprintf(os.Stderr, "api: %v\n", err)
	}
	if errors.Is(err, errUsage) {
		os.Exit(2)
	}
	os.Exit(1)
}

// run does what args ask for, until it is done or ctx ends.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	switch command := strings.Join(args, " "); {
	case len(args) == 0:
		return serve(ctx, getenv, stdout)
	case args[0] == "healthcheck" && len(args) <= 2:
		return healthcheck(ctx, getenv, append(args, "/livez")[1])
	case command == "version":
		_, err := fmt.Fprintln(stdout, "api", version)
		return err
	case command == "--help" || command == "-h" || command == "help":
		_, err := io.WriteString(stdout, help)
		return err
	default:
		return fmt.Errorf("unknown command %q\n%w", command, errUsage)
	}
}

// serve answers requests until ctx ends, with the counter in the database at DB_URL.
func serve(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	cfg, err := config.Load(getenv, store.Check)
	log := web.NewLogger(slog.NewJSONHandler(stdout, &slog.HandlerOptions{Level: cfg.LogLevel}))
	slog.SetDefault(log) // for main, and for modules that log
	if err != nil {
		return fmt.Errorf("read settings:\n%w", err)
	}
	// Before anything else starts, so that a busy port is an error at once.
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Address)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, cfg.Database)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	return serveOn(ctx, ln, db, cfg, log)
}

// database is what the service needs of a store.
type database interface {
	routes.Store
	Ping(ctx context.Context) error
	Close()
}

// serveOn answers requests on ln until ctx ends and every one of them has its answer, then closes db.
func serveOn(ctx context.Context, ln net.Listener, db database, cfg config.Config, log *slog.Logger) error {
	log.InfoContext(ctx, "listening", "address", ln.Addr().String(), "version", version)
	var wasAway atomic.Bool
	ready := func(reqCtx context.Context) error {
		if ctx.Err() != nil {
			return errors.New("shutting down")
		}
		err := db.Ping(reqCtx)
		if isAway := err != nil; reqCtx.Err() == nil && wasAway.Swap(isAway) != isAway {
			log.WarnContext(ctx, "readiness changed", "ready", !isAway, "error", err)
		}
		return err
	}
	handler := routes.New(routes.Deps{Store: db, Ready: ready})
	return server.Serve(ctx, ln, web.Wrap(handler, cfg.MaxBodyBytes, log), cfg, log, db.Close)
}

// healthcheck returns nil if the service on this machine answers 200 for path.
func healthcheck(ctx context.Context, getenv func(string) string, path string) error {
	cfg, err := config.Load(getenv, func(config.Database) error { return nil })
	if err != nil {
		return fmt.Errorf("read settings:\n%w", err)
	}
	if strings.HasSuffix(cfg.Address, ":0") {
		return errors.New("PORT is 0: only the service knows which port it has")
	}
	url := "http://" + cfg.Address + path
	if strings.HasPrefix(cfg.Address, ":") {
		url = "http://127.0.0.1" + cfg.Address + path
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody) //nolint:gosec // Its own address.
	if err != nil {
		return err
	}
	// A transport of its own takes no proxy from the environment and follows no redirect.
	resp, err := new(http.Transport).RoundTrip(req)
	if err != nil {
		return fmt.Errorf("get %s: %w", url, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("get %s: got status %s, want 200", url, resp.Status)
	}
	return nil
}
