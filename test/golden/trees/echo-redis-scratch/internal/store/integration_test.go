//go:build integration

package store

import (
	"context"
	"log/slog"
	"os"
	"testing"

	"github.com/acme/greeter/internal/config"
	"github.com/acme/greeter/internal/storetest"
)

// TestContractOnTheDatabase runs on the database at TEST_DB_URL, under keys of its own.
func TestContractOnTheDatabase(t *testing.T) {
	cfg, err := config.LoadDatabase(func(name string) string { return os.Getenv("TEST_" + name) }, Check)
	if err != nil {
		t.Fatalf("read settings, each with TEST_ before its name:\n%v", err)
	}
	log := slog.New(slog.DiscardHandler)
	cleaner := open(t, cfg, log)
	defer cleaner.Close()

	storetest.Contract(t, func(t *testing.T) storetest.Store {
		s := open(t, cfg, log)
		s.key = "test:" + t.Name()
		clean := func() {
			if err := cleaner.client.Del(context.WithoutCancel(t.Context()), s.key).Err(); err != nil {
				t.Errorf("delete key: %v", err)
			}
		}
		clean()
		t.Cleanup(clean)
		return s
	})
}
