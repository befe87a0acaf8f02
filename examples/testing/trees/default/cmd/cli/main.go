// The cli command reads and resets the visitors' count.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/store"
)

var version = "dev" // set by the linker: -X main.version=…

var errUsage = errors.New("cli --help lists the commands")

const help = `Usage: cli COMMAND

  hits     print the number of visitors
  reset    count from zero again
  version  print the version

README.md describes the settings: DB_URL, DB_PASSWORD_FILE, DB_TIMEOUT, DB_MAX_CONNS.
`

// database is what the commands need of a store.
type database interface {
	Hits(ctx context.Context) (int64, error)
	Reset(ctx context.Context) error
	Close()
}

// commands are what can be done on the database.
var commands = map[string]func(ctx context.Context, db database, stdout io.Writer) error{
	"hits":  hits,
	"reset": func(ctx context.Context, db database, _ io.Writer) error { return db.Reset(ctx) },
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal cancels; with the default action restored, a second one ends the process.
	context.AfterFunc(ctx, stop)

	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "cli: %v\n", err)
		if errors.Is(err, errUsage) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

// run does what args ask for.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) error {
	word := strings.Join(args, " ")
	switch word {
	case "version":
		_, err := fmt.Fprintln(stdout, "cli", version)
		return err
	case "--help", "-h", "help":
		_, err := io.WriteString(stdout, help)
		return err
	}
	command, ok := commands[word]
	if !ok {
		return fmt.Errorf("unknown command %q\n%w", word, errUsage)
	}
	cfg, err := config.LoadDatabase(getenv, store.Check)
	if err != nil {
		return fmt.Errorf("read settings:\n%w", err)
	}
	db, err := store.Open(ctx, cfg)
	if err != nil {
		return err
	}
	return runOn(ctx, command, db, stdout)
}

// runOn runs a command on db and closes it.
func runOn(ctx context.Context, command func(context.Context, database, io.Writer) error, db database, stdout io.Writer) error {
	defer db.Close()
	return command(ctx, db, stdout)
}

func hits(ctx context.Context, db database, stdout io.Writer) error {
	n, err := db.Hits(ctx)
	if err == nil {
		_, err = fmt.Fprintln(stdout, n)
	}
	return err
}
