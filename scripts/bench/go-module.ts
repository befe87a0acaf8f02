import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many packages a module has, and how many files of about 6 kB each of them. */
const packages = 40
const filesEach = 25

/**
 * Writes a Go module of 1,000 files (6 MB) into a folder: a server whose settings, routes and files
 * are in one file of 25, as in a large service.
 */
export function createGoModule(folder: string): void {
  mkdirSync(join(folder, 'cmd/server'), { recursive: true })
  writeFileSync(join(folder, 'go.mod'), 'module example.com/large\n\ngo 1.24\n')
  const names = Array.from({ length: packages }, (_, index) => `part${index}`)
  writeFileSync(join(folder, 'cmd/server/main.go'), mainFile(names))
  for (const name of names) {
    mkdirSync(join(folder, 'internal', name), { recursive: true })
    for (let index = 0; index < filesEach; index += 1) {
      const text = index === 0 ? settingsFile(name) : ordinaryFile(name, index)
      writeFileSync(join(folder, 'internal', name, `file${index}.go`), text)
    }
  }
}

function mainFile(names: readonly string[]): string {
  return `package main

import (
	"log"
	"net/http"
	"os"

${names.map((name) => `\t"example.com/large/internal/${name}"`).join('\n')}
)

func main() {
	mux := http.NewServeMux()
${names.map((name) => `\t${name}.Register(mux)`).join('\n')}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal(http.ListenAndServe(":"+port, mux))
}
`
}

function settingsFile(name: string): string {
  return `package ${name}

import (
	"net/http"
	"os"
)

// Register adds the routes of ${name}.
func Register(mux *http.ServeMux) {
	limit := os.Getenv("${name.toUpperCase()}_LIMIT")
	mux.HandleFunc("/${name}/healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Limit", limit)
	})
}
${functions(name, 0)}`
}

function ordinaryFile(name: string, index: number): string {
  return `package ${name}

import (
	"context"
	"errors"
	"fmt"
	"strings"
)
${functions(name, index)}`
}

/** Returns code as services have it: structs, methods, loops and errors. */
function functions(name: string, index: number): string {
  return Array.from({ length: 9 }, (_, at) => {
    const type = `Order${index}x${at}`
    return `
// ${type} is what a customer ordered from ${name}.
type ${type} struct {
	ID       string            \`json:"id"\`
	Customer string            \`json:"customer,omitempty"\`
	Lines    []string          \`json:"lines"\`
	Labels   map[string]string \`json:"labels"\`
}

// Validate returns what is wrong with an order.
func (o *${type}) Validate(ctx context.Context) error {
	if o.ID == "" {
		return errors.New("${name}: the order has no ID")
	}
	for i, line := range o.Lines {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("check line %d: %w", i, err)
		}
		if strings.TrimSpace(line) == "" {
			return fmt.Errorf("line %d of %s is empty", i, o.ID)
		}
	}
	return nil
}
`
  }).join('')
}
