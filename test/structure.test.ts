import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

/** The edges: what reads or writes outside of its arguments, or calls what does. All else is pure. */
const edges = [
  'bin/ask/terminal.ts',
  'bin/commands/create.ts',
  'bin/commands/planner.ts',
  'bin/commands/preflight.ts',
  'bin/create-go-docker.ts',
  'bin/git/facts.ts',
  'bin/git/first-commit.ts',
  'bin/git/git.ts',
  'bin/io.ts',
  'bin/main.ts',
  'bin/plopfile.ts',
  'generators/disk/apply.ts',
  'generators/disk/destination.ts',
  'generators/disk/look.ts',
  'generators/disk/new-directory.ts',
  'generators/disk/read.ts',
  'generators/disk/snapshot.ts',
  'generators/disk/transaction/child.ts',
  'generators/disk/transaction/existing-directory.ts',
  'generators/disk/transaction/index.ts',
  'generators/disk/transaction/journal.ts',
  'generators/disk/transaction/owner.ts',
  'generators/disk/transaction/pinned.ts',
  'generators/disk/transaction/recovery.ts',
  'generators/disk/transaction/stage.ts',
  'generators/disk/transaction/sweep.ts',
  'generators/disk/transaction/undo.ts',
  'generators/disk/write.ts',
  'generators/layers/built-in.ts',
  'generators/layers/files.ts',
  'generators/plan-service.ts',
]

const files = new Map(
  ['bin', 'generators'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name): [string, string] => {
        const path = `${folder}/${name.replaceAll('\\', '/')}`
        const source = readFileSync(path, 'utf8')
        return [path, source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')]
      }),
  ),
)

const effect =
  /(from|import\() ?'(node:fs(\/promises)?|node:child_process|node:process|node:os|fs-extra(\/esm)?|execa|prompts|plop|node-plop)'|\b(process|console)\.\w/

/** Returns the files of ours that a file imports at run time. */
function importsOf(file: string, source: string): readonly string[] {
  const specifiers = source.matchAll(
    /^(?:import|export) (?!type\b)[^']*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm,
  )
  return [...specifiers].map(([, a, b]) => posix.join(posix.dirname(file), a ?? b ?? ''))
}

test('what makes trees asks nobody: generators/ reaches for nothing in bin/', () => {
  const reaching = [...files].filter(
    ([file, source]) => file.startsWith('generators/') && /'(\.\.\/)+bin\//.test(source),
  )
  expect(reaching.map(([file]) => file)).toEqual([])
})

test('the transaction has one door: nothing else reaches for a file in disk/transaction/', () => {
  const folder = 'generators/disk/transaction/'
  const reached = [...files]
    .filter(([file]) => !file.startsWith(folder))
    .flatMap(([file, source]) =>
      [...source.matchAll(/'(\.\.?\/[^']+)'/g)].map(([, path = '']) =>
        posix.join(posix.dirname(file), path),
      ),
    )
    .filter((path) => path.startsWith(folder))
  expect(new Set(reached)).toEqual(new Set([`${folder}index.ts`]))
})

test('only the edges have effects; every other file is a function of its arguments', () => {
  const impure = new Set(
    [...files].filter(([, source]) => effect.test(source)).map(([file]) => file),
  )
  for (let size = -1; size !== impure.size; ) {
    size = impure.size
    for (const [file, source] of files) {
      if (importsOf(file, source).some((other) => impure.has(other))) impure.add(file)
    }
  }
  expect([...impure].sort()).toEqual(edges)
})
