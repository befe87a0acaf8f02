// The api command greets visitors over HTTP and counts them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/health"
	"github.com/acme/greeter/internal/store"
)

// Set by the linker: -X main.version=… -X main.revision=….
var (
	version  = "dev"
	revision = ""
)

var errUsage = errors.New("usage: api [healthcheck [PATH] | version | --help]")

const help = `Usage: api [COMMAND]

Without a command, serve HTTP until SIGINT or SIGTERM.

Commands:
  healthcheck [PATH]  ask the service on this machine for PATH (default /livez)
  version             print the version

Settings are read from the environment: README.md lists them.
Exit codes: 0 done, 1 failed, 2 wrong usage.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal drains; with the default action restored, a second one ends the process.
	context.AfterFunc(ctx, stop)

	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "api: %v\n", err)
		os.Exit(exitCode(err))
	}
}

// run does what args ask for, until it is done or ctx ends.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	if len(args) == 0 {
		return serve(ctx, getenv, stdout)
	}
	command, params := args[0], args[1:]
	switch {
	case command == "healthcheck" && len(params) <= 1:
		return healthcheck(ctx, getenv, params)
	case command == "version" && len(params) == 0:
		return printVersion(stdout)
	case slices.Contains([]string{"--help", "-h", "help"}, command):
		_, err := io.WriteString(stdout, help)
		return err
	default:
		return fmt.Errorf("unknown command %q\n%w", strings.Join(args, " "), errUsage)
	}
}

// serve answers requests on PORT, with the counter in the database at DB_URL.
func serve(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	cfg, err := config.Load(getenv, store.Check)
	if err != nil {
		return fmt.Errorf("read settings:\n%w", err)
	}
	log := newLogger(stdout, cfg.LogLevel)
	ln, err := listen(ctx, cfg.Port)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, cfg.Database, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	return serveOn(ctx, ln, db, cfg, log)
}

// healthcheck returns nil if the service on this machine answers 200 for the path in params.
func healthcheck(ctx context.Context, getenv func(string) string, params []string) error {
	path := "/livez"
	if len(params) > 0 {
		path = params[0]
	}
	if !strings.HasPrefix(path, "/") {
		return fmt.Errorf("path %q does not start with /\n%w", path, errUsage)
	}
	port, err := config.Port(getenv)
	if err != nil {
		return fmt.Errorf("read settings:\n%w", err)
	}
	return health.Probe(ctx, fmt.Sprintf("http://127.0.0.1:%d%s", port, path))
}

func printVersion(stdout io.Writer) error {
	line := "api " + version
	if revision != "" {
		line += " (" + revision + ")"
	}
	_, err := fmt.Fprintln(stdout, line)
	return err
}

func exitCode(err error) int {
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}
