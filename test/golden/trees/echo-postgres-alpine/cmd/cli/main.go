// The cli command reads and resets the visitors' count.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/store"
)

// Set by the linker: -X main.version=… -X main.revision=….
var (
	version  = "dev"
	revision = ""
)

var errUsage = errors.New("usage: cli hits | reset | version | --help")

const help = `Usage: cli COMMAND

Commands:
  hits     print the number of visitors
  reset    count from zero again
  version  print the version

Settings are read from the environment: DB_URL, DB_PASSWORD_FILE, DB_TIMEOUT, DB_MAX_CONNS.
README.md describes them.
Exit codes: 0 done, 1 failed, 2 wrong usage.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal cancels; with the default action restored, a second one ends the process.
	context.AfterFunc(ctx, stop)

	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "cli: %v\n", err)
		os.Exit(exitCode(err))
	}
}

// run does what args ask for.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("got %d arguments, want 1\n%w", len(args), errUsage)
	}
	switch command := args[0]; command {
	case "hits", "reset":
		return runOnStore(ctx, command, getenv, stdout)
	case "version":
		return printVersion(stdout)
	case "--help", "-h", "help":
		_, err := io.WriteString(stdout, help)
		return err
	default:
		return fmt.Errorf("unknown command %q\n%w", command, errUsage)
	}
}

// runOnStore opens the database at DB_URL and does command on it.
func runOnStore(ctx context.Context, command string, getenv func(string) string, stdout io.Writer) error {
	cfg, err := config.LoadDatabase(getenv, store.Check)
	if err != nil {
		return fmt.Errorf("read settings:\n%w", err)
	}
	db, err := store.Open(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer db.Close()
	return do(ctx, command, db, stdout)
}

// counter is what the commands need of a store.
type counter interface {
	Hits(ctx context.Context) (int64, error)
	Reset(ctx context.Context) error
}

// do prints the count of c, or resets it.
func do(ctx context.Context, command string, c counter, stdout io.Writer) error {
	if command == "reset" {
		return c.Reset(ctx)
	}
	n, err := c.Hits(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, n)
	return err
}

func printVersion(stdout io.Writer) error {
	line := "cli " + version
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
