package storetest_test

import (
	"testing"

	"github.com/acme/greeter/internal/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Contract(t, func(*testing.T) storetest.Store { return &storetest.Memory{} })
}
