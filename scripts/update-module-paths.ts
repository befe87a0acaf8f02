/**
 * Asks the go command and golang.org/x/mod about every path in
 * test/generators/questions/module-paths.json, and records their answers: `npx tsx
 * scripts/update-module-paths.ts`, with Go and a module proxy.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { versions } from '../generators/layers/versions.ts'

interface Row {
  readonly path: string
  /** The error of `module.CheckPath`. */
  readonly check?: string
  /** The error of `go mod init`. */
  readonly init?: string
  /** The error of building, testing and tidying our tree. */
  readonly tree?: string
}

const table = 'test/generators/questions/module-paths.json'
const scratch = mkdtempSync(join(tmpdir(), 'module-paths-'))
const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim()
const neutral = 'example.com/neutral-path'

const checker = `package main

import (
	"encoding/json"
	"os"

	"golang.org/x/mod/module"
)

func main() {
	var paths []string
	if err := json.NewDecoder(os.Stdin).Decode(&paths); err != nil {
		panic(err)
	}
	answers := map[string]string{}
	for _, path := range paths {
		if err := module.CheckPath(path); err != nil {
			answers[path] = err.(*module.InvalidPathError).Err.Error()
		}
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
`

const files = {
  'cmd/api/main.go': `package main

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v5"
	"github.com/redis/go-redis/v9"

	"${neutral}/internal/store"
)

var _ = pgxpool.New

func main() { fmt.Println(store.Count(), echo.New(), redis.Nil) }
`,
  'internal/store/store.go': `// Package store counts.
package store

// Count counts.
func Count() int { return 1 }
`,
  'internal/store/store_test.go': `package store_test

import (
	"testing"

	"${neutral}/internal/store"
)

func TestCount(t *testing.T) {
	if got := store.Count(); got != 1 {
		t.Errorf("got %v, want 1", got)
	}
}
`,
}

function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

/** Returns the first line of a go command's error; undefined if it succeeds. */
function complaint(cwd: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync('go', args, { cwd, encoding: 'utf8' })
  if (status === 0) return undefined
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => /\S/.test(line))
  const telling = lines.find((line) => !/^(#|go: (downloading|finding) )/.test(line))
  return (telling ?? lines[0] ?? `exit ${status}`)
    .replaceAll(scratch, '')
    .replaceAll(cache, '')
    .trim()
}

function checks(paths: readonly string[]): Readonly<Record<string, string>> {
  const folder = join(scratch, 'check')
  write(folder, 'main.go', checker)
  execFileSync('go', ['mod', 'init', 'checker'], { cwd: folder, stdio: 'ignore' })
  execFileSync('go', ['get', 'golang.org/x/mod@latest'], { cwd: folder, stdio: 'ignore' })
  const input = JSON.stringify(paths)
  return JSON.parse(execFileSync('go', ['run', '.'], { cwd: folder, input, encoding: 'utf8' }))
}

/** Returns the tidy go.mod and go.sum of the tree, created once for a valid path. */
function modules(): { readonly mod: string; readonly sum: string } {
  const folder = join(scratch, 'neutral')
  for (const [path, content] of Object.entries(files)) write(folder, path, content)
  const { goModVersion, echoVersion, pgxVersion, goRedisVersion } = versions
  const mod = `module ${neutral}

go ${goModVersion}

require (
	github.com/jackc/pgx/v5 ${pgxVersion}
	github.com/labstack/echo/v5 ${echoVersion}
	github.com/redis/go-redis/v9 ${goRedisVersion}
)
`
  write(folder, 'go.mod', mod)
  execFileSync('go', ['mod', 'tidy'], { cwd: folder, stdio: 'ignore' })
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  return { mod: read('go.mod'), sum: read('go.sum') }
}

function init(path: string): string | undefined {
  const folder = mkdtempSync(join(scratch, 'init-'))
  return complaint(folder, 'mod', 'init', '--', path)
}

function tree(path: string, { mod, sum }: ReturnType<typeof modules>): string | undefined {
  const folder = mkdtempSync(join(scratch, 'tree-'))
  const own = (text: string): string => text.replaceAll(neutral, () => path)
  write(folder, 'go.mod', own(mod))
  write(folder, 'go.sum', sum)
  for (const [name, content] of Object.entries(files)) write(folder, name, own(content))
  return (
    complaint(folder, 'build', './...') ??
    complaint(folder, 'vet', './...') ??
    complaint(folder, 'test', './...') ??
    complaint(folder, 'mod', 'tidy', '-diff')
  )
}

try {
  const rows: readonly Row[] = JSON.parse(readFileSync(table, 'utf8'))
  const paths = rows.map(({ path }) => path)
  const checked = checks(paths)
  const shared = modules()
  const answered = paths.map((path): Row => {
    const check = checked[path]
    const refused = init(path)
    const broken = refused === undefined ? tree(path, shared) : undefined
    return {
      path,
      ...(check === undefined ? {} : { check }),
      ...(refused === undefined ? {} : { init: refused }),
      ...(broken === undefined ? {} : { tree: broken }),
    }
  })
  writeFileSync(table, JSON.stringify(answered))
  execFileSync('npx', ['biome', 'format', '--write', table], { stdio: 'ignore' })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
