/**
 * Asks BuildKit's own packages which paths each .dockerignore in
 * test/generators/plan/dockerignore.json hides from Docker, and records their answers: `npx tsx
 * scripts/update-dockerignore.ts`, with Go and a module proxy.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Table {
  readonly paths: readonly string[]
  readonly rows: readonly {
    readonly text: string
    /** The paths that it hides from Docker; missing if Docker rejects the file. */
    readonly ignored?: readonly string[]
  }[]
}

const table = 'test/generators/plan/dockerignore.json'
const scratch = mkdtempSync(join(tmpdir(), 'dockerignore-'))

const walker = `package main

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

type table struct {
	Paths []string
	Rows  []struct{ Text string }
}

func sent(root, text string) ([]string, error) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	disk, err := fsutil.NewFS(root)
	if err != nil {
		return nil, err
	}
	filtered, err := fsutil.NewFilterFS(disk, &fsutil.FilterOpt{ExcludePatterns: patterns})
	if err != nil {
		return nil, err
	}
	paths := []string{}
	err = filtered.Walk(context.Background(), "", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	return paths, err
}

func main() {
	var asked table
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	root, err := os.MkdirTemp(".", "context-")
	if err != nil {
		panic(err)
	}
	for _, path := range asked.Paths {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			panic(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			panic(err)
		}
	}
	answers := [][]string{}
	for _, row := range asked.Rows {
		paths, err := sent(root, row.Text)
		if err != nil {
			paths = nil
		}
		answers = append(answers, paths)
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
`

function goIn(folder: string, ...args: readonly string[]): void {
  execFileSync('go', args, { cwd: folder, stdio: 'ignore' })
}

try {
  const asked: Table = JSON.parse(readFileSync(table, 'utf8'))
  writeFileSync(join(scratch, 'main.go'), walker)
  goIn(scratch, 'mod', 'init', 'walker')
  goIn(
    scratch,
    'get',
    'github.com/moby/patternmatcher@latest',
    'github.com/tonistiigi/fsutil@latest',
  )
  const answers: readonly (readonly string[] | null)[] = JSON.parse(
    execFileSync('go', ['run', '.'], {
      cwd: scratch,
      input: JSON.stringify(asked),
      encoding: 'utf8',
    }),
  )
  const rows = asked.rows.map(({ text }, index) => {
    const sent = answers[index]
    return sent ? { text, ignored: asked.paths.filter((path) => !sent.includes(path)) } : { text }
  })
  writeFileSync(table, JSON.stringify({ paths: asked.paths, rows }))
  execFileSync('npx', ['biome', 'format', '--write', table], { stdio: 'ignore' })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
