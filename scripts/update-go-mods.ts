/**
 * Asks the go command how it reads each go.mod and go.work in test/generators/plan/go-mods.json,
 * and records its answers: `npx tsx scripts/update-go-mods.ts`, with Go.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Row {
  readonly name: 'go.mod' | 'go.work'
  readonly text: string
}

interface Pair {
  readonly Path: string
  readonly Version?: string
}

/** The output of `go mod edit -json` and `go work edit -json`. */
interface Printed {
  readonly Module?: Pair
  readonly Go?: string
  readonly Require?: readonly Pair[] | null
  readonly Replace?: readonly { readonly Old: Pair }[] | null
  readonly Use?: readonly { readonly DiskPath: string }[] | null
}

const table = 'test/generators/plan/go-mods.json'
const scratch = mkdtempSync(join(tmpdir(), 'go-mods-'))

/** Returns how Go reads a file; undefined if Go rejects it. */
function answer({ name, text }: Row) {
  const path = join(scratch, name)
  writeFileSync(path, text)
  const command = name === 'go.mod' ? 'mod' : 'work'
  const { status, stdout } = spawnSync('go', [command, 'edit', '-json', path], { encoding: 'utf8' })
  if (status !== 0) return undefined
  const { Module, Go, Require, Replace, Use }: Printed = JSON.parse(stdout)
  return {
    module: Module?.Path || undefined,
    go: Go,
    requires: Object.fromEntries((Require ?? []).map(({ Path, Version }) => [Path, Version])),
    replaced: (Replace ?? []).map(({ Old }) => Old.Path),
    uses: (Use ?? []).map(({ DiskPath }) => DiskPath),
  }
}

try {
  const rows: readonly Row[] = JSON.parse(readFileSync(table, 'utf8'))
  const answered = rows.map(({ name, text }) => ({ name, text, says: answer({ name, text }) }))
  writeFileSync(table, JSON.stringify(answered))
  spawnSync('npx', ['biome', 'format', '--write', table], { stdio: 'ignore' })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
