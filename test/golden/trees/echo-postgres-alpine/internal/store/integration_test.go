//go:build integration

package store

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"testing"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/storetest"
)

// TestContractOnTheDatabase runs on the database at TEST_DB_URL, in a schema of its own.
func TestContractOnTheDatabase(t *testing.T) {
	cfg, err := config.LoadDatabase(func(name string) string { return os.Getenv("TEST_" + name) }, Check)
	if err != nil {
		t.Fatalf("read settings, each with TEST_ before its name:\n%v", err)
	}
	log := slog.New(slog.DiscardHandler)
	schema, err := os.ReadFile("../../init.sql")
	if err != nil {
		t.Fatal(err)
	}
	// Every connection of the tests works in a schema that only they use.
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal("TEST_DB_URL is not a URL")
	}
	params := u.Query()
	params.Set("search_path", "store_test")
	u.RawQuery = params.Encode()
	inSchema := cfg
	inSchema.URL = u.String()
	admin := open(t, inSchema, log)
	defer admin.Close()
	execute := func(statement string) {
		t.Helper()
		if _, err := admin.pool.Exec(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Fatalf("execute %s: %v", statement, err)
		}
	}
	execute("DROP SCHEMA IF EXISTS store_test CASCADE")
	execute("CREATE SCHEMA store_test")
	defer execute("DROP SCHEMA store_test CASCADE")
	execute(string(schema))

	storetest.Contract(t, func(t *testing.T) storetest.Store {
		execute("DELETE FROM counters")
		return open(t, inSchema, log)
	})
}
