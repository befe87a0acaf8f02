import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { rules } from '../generators/audit/rules.ts'

/**
 * The edges: files that read or write anything beyond their arguments, or call other edges. All
 * other files are pure.
 */
const edges = [
  'bin/ask/lines.ts',
  'bin/ask/prompt.ts',
  'bin/ask/terminal.ts',
  'bin/commands/audit.ts',
  'bin/commands/check.ts',
  'bin/commands/create.ts',
  'bin/commands/dockerize.ts',
  'bin/commands/fix.ts',
  'bin/commands/layer.ts',
  'bin/commands/report.ts',
  'bin/commands/stop-after.ts',
  'bin/commands/table-with.ts',
  'bin/commands/update.ts',
  'bin/commands/why.ts',
  'bin/create-go-docker.ts',
  'bin/fleet/sources.ts',
  'bin/git/blobs.ts',
  'bin/git/facts.ts',
  'bin/git/filters.ts',
  'bin/git/first-commit.ts',
  'bin/git/git.ts',
  'bin/git/ignored.ts',
  'bin/git/merge-tree.ts',
  'bin/git/other-files.ts',
  'bin/git/repository-files.ts',
  'bin/git/staging.ts',
  'bin/git/top.ts',
  'bin/git/tracked.ts',
  'bin/git/work-tree.ts',
  'bin/io.ts',
  'bin/main.ts',
  'bin/npm/latest-version.ts',
  'bin/npm/npm.ts',
  'bin/npm/pack-check.ts',
  'bin/npm/package-files.ts',
  'bin/npm/published-templates.ts',
  'bin/plopfile.ts',
  'bin/process-group.ts',
  'bin/process.ts',
  'bin/request/apply-update.ts',
  'bin/request/asked.ts',
  'bin/request/available.ts',
  'bin/request/destination.ts',
  'bin/request/dockerize-asked.ts',
  'bin/request/finish-update.ts',
  'bin/request/house.ts',
  'bin/request/judged-with-layers.ts',
  'bin/request/judged.ts',
  'bin/request/last-render.ts',
  'bin/request/layer-files.ts',
  'bin/request/layer-plopfiles.ts',
  'bin/request/marked-files.ts',
  'bin/request/module-facts.ts',
  'bin/request/planner.ts',
  'bin/request/preset.ts',
  'bin/request/published-contents.ts',
  'bin/request/run-commands.ts',
  'bin/request/update-layers.ts',
  'generators/audit/audit.ts',
  'generators/audit/fix.ts',
  'generators/audit/read-repository.ts',
  'generators/check-repository.ts',
  'generators/disk/apply.ts',
  'generators/disk/destination.ts',
  'generators/disk/interrupted-run.ts',
  'generators/disk/look.ts',
  'generators/disk/new-directory.ts',
  'generators/disk/read.ts',
  'generators/disk/saved-state.ts',
  'generators/disk/snapshot-now.ts',
  'generators/disk/snapshot.ts',
  'generators/disk/transaction/child.ts',
  'generators/disk/transaction/existing-directory.ts',
  'generators/disk/transaction/index.ts',
  'generators/disk/transaction/journal.ts',
  'generators/disk/transaction/owner.ts',
  'generators/disk/transaction/pinned.ts',
  'generators/disk/transaction/recovery.ts',
  'generators/disk/transaction/repository.ts',
  'generators/disk/transaction/stage.ts',
  'generators/disk/transaction/sweep.ts',
  'generators/disk/transaction/undo.ts',
  'generators/disk/write.ts',
  'generators/dockerize/dockerized.ts',
  'generators/dockerize/go/grammar.ts',
  'generators/dockerize/go/parser.ts',
  'generators/dockerize/go/shipped-grammar.ts',
  'generators/dockerize/intended.ts',
  'generators/dockerize/read-facts.ts',
  'generators/dockerize/repository/folder.ts',
  'generators/house/lint-folder.ts',
  'generators/house/read-folder.ts',
  'generators/layers/built-in.ts',
  'generators/layers/files.ts',
  'generators/layers/pack.ts',
  'generators/layers/shipped.ts',
  'generators/plan-dockerize.ts',
  'generators/plan-service.ts',
  'generators/plan-tree.ts',
  'generators/tree-of-intent.ts',
  'generators/update-repository.ts',
  'testing/callers-folder.ts',
  'testing/determinism.ts',
  'testing/folder.ts',
  'testing/index.ts',
  'testing/match/golden-folder.ts',
  'testing/match/match-tree.ts',
  'testing/match/matchers.ts',
  'testing/matrix.ts',
  'testing/render-tree.ts',
  'testing/rendered-tree.ts',
  'testing/scenario/conformance.ts',
  'testing/scenario/repository-files.ts',
  'testing/scenario/repository.ts',
  'testing/scenario/update-scenario.ts',
  'testing/scenario/user-files.ts',
  'testing/templates.ts',
  'testing/vitest.ts',
]

/** The sources of the program, and those of the helpers for tests. */
const product = sourcesIn(['bin', 'generators'])
const testing = sourcesIn(['testing'])
const files = new Map([...product, ...testing])

/** Exports of bin/ and generators/ that only tests import, and the reason for each. */
const lone: Readonly<Record<string, string>> = {
  'bin/plopfile.ts default': "the package's plopfile, which plop imports",
  'bin/report/style.ts ansi': 'tests paint with it',
  'generators/audit/repository.ts repositoryOf': 'the examples of rules are tested with it',
  'generators/layers/layers.ts LayerError': 'what renderLayers throws',
  'generators/layers/shipped.ts builtIn': 'the build takes it in the place of built-in.ts',
  'generators/layers/shipped.ts builtInDockerize': 'the build takes it in the place of built-in.ts',
  'generators/layers/shipped.ts readShipped': 'a test reads damaged files by it',
  'generators/plan/owners.ts owners': 'a test asserts that each file has one row',
  'generators/plan/rivals.ts rivals': 'a test tries each of them',
  'generators/dockerize/go/shipped-grammar.ts grammar':
    'the build takes it in the place of grammar.ts',
}

/** Returns the TypeScript files in some folders: path → source without comments. */
function sourcesIn(folders: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
        .map((name): [string, string] => {
          const path = `${folder}/${name.replaceAll('\\', '/')}`
          const source = readFileSync(path, 'utf8')
          return [path, source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')]
        }),
    ),
  )
}

const effect =
  /(from|import\() ?'(node:fs(\/promises)?|node:child_process|node:process|node:os|fs-extra(\/esm)?|execa|prompts|plop|node-plop)'|\b(process|console)\.\w/

/**
 * Returns our files that a file imports; with `types`, also those from which it imports only types.
 */
function importsOf(file: string, source: string, types = false): readonly string[] {
  const specifiers = source.matchAll(
    /^(?:import|export) (type\b)?[^']*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm,
  )
  return [...specifiers].flatMap(([, type, a, b]) =>
    type !== undefined && !types ? [] : [posix.join(posix.dirname(file), a ?? b ?? '')],
  )
}

/**
 * Returns the import cycles, including types, each as a list of files that starts and ends with the
 * same one.
 */
function cyclesIn(sources: ReadonlyMap<string, string>): readonly string[] {
  const done = new Set<string>()
  const visit = (file: string, way: readonly string[]): readonly string[] => {
    const at = way.indexOf(file)
    if (at !== -1) return [[...way.slice(at), file].join(' → ')]
    if (done.has(file)) return []
    const found = importsOf(file, sources.get(file) ?? '', true).flatMap((other) =>
      visit(other, [...way, file]),
    )
    done.add(file)
    return found
  }
  return [...sources.keys()].flatMap((file) => visit(file, []))
}

/**
 * Returns the names that a file exports, without types that it uses itself: those belong to its
 * other exports.
 */
function exportsOf(source: string): readonly string[] {
  const values = source.matchAll(
    /^export (?:(?:async )?(?:function|const|class) (\w+)|(default)\b)/gm,
  )
  const unpacked = source.matchAll(/^export const (?:\{([^}]*)\}|\[([^\]]*)\])/gm)
  const types = [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map(
    ([, name = '']) => name,
  )
  return [
    ...[...values].map(([, name, byDefault]) => name ?? byDefault ?? ''),
    ...[...unpacked]
      .flatMap(([, object, array]) => [...(object ?? array ?? '').matchAll(/(\w+)\s*(?:,|$)/g)])
      .map(([, name]) => name ?? ''),
    ...types.filter((name) => source.split(new RegExp(`\\b${name}\\b`)).length <= 2),
  ]
}

/** Returns the exports that no file imports, each as the file and the name. */
function deadExportsIn(
  sources: ReadonlyMap<string, string>,
  users: ReadonlyMap<string, string>,
): readonly string[] {
  const used = new Set([...users].flatMap(([file, source]) => usesIn(file, source)))
  return [...sources].flatMap(([file, source]) =>
    exportsOf(source)
      .map((name) => `${file} ${name}`)
      .filter((one) => !used.has(one)),
  )
}

/** Returns the names that a file imports, each as the other file and the name. */
function usesIn(file: string, source: string): readonly string[] {
  const fixed = source.matchAll(/^(?:import|export) (?:type )?([^'*;]*?) from '(\.[^']+)'/gm)
  const lazy = source.matchAll(/import\('(\.[^']+)'\)/g)
  // A name from a lazy import appears somewhere in the file, so every word counts.
  const words = [...new Set(source.match(/\w+/g))]
  return [
    ...[...fixed].flatMap(([, names = '', path = '']) => {
      const named = /\{([^}]*)\}/.exec(names)?.[1] ?? ''
      const byDefault = /^\w/.test(names) ? ['default'] : []
      return [
        ...byDefault,
        ...[...named.matchAll(/(?:type )?(\w+)(?: as \w+)?/g)].map(([, name]) => name),
      ].map((name) => `${posix.join(posix.dirname(file), path)} ${name}`)
    }),
    ...[...lazy].flatMap(([, path = '']) =>
      words.map((word) => `${posix.join(posix.dirname(file), path)} ${word}`),
    ),
  ]
}

test('generators/ imports nothing from bin/', () => {
  const reaching = [...files].filter(
    ([file, source]) => file.startsWith('generators/') && /'(\.\.\/)+bin\//.test(source),
  )
  expect(reaching.map(([file]) => file)).toEqual([])
})

test('disk/transaction/ is only imported through its index', () => {
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

test('bin/ and generators/ import nothing from testing/, test/ or scripts/', () => {
  const reaching = [...product].filter(([, source]) =>
    /'(\.\.\/)+(testing|test|scripts)\//.test(source),
  )
  expect(reaching.map(([file]) => file)).toEqual([])
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

test('there are no import cycles', () => {
  expect(cyclesIn(files)).toEqual([])
})

test('each export is imported by another file', () => {
  const users = new Map([...files, ...sourcesIn(['scripts'])])
  const dead = deadExportsIn(product, users)
  const examples = dead.filter((one) => /^generators\/audit\/rules\/G\d+\.ts examples$/.test(one))
  expect(examples, 'what tests import of each rule').toHaveLength(rules.length)
  expect(dead.filter((one) => !examples.includes(one))).toEqual(Object.keys(lone))
})

test('the examples of a rule end its file, where the build cuts them off', () => {
  for (const { id } of rules) {
    const [, after] =
      product.get(`generators/audit/rules/${id}.ts`)?.split(/^export const examples\b/m) ?? []
    expect(after, id).toMatch(/^: Examples = \{\n(?: .*\n)+\}\n$/)
  }
})

test('each export of testing/ is imported by another file', () => {
  const users = new Map([...files, ...sourcesIn(['scripts', 'test'])])
  expect(deadExportsIn(testing, users)).toEqual([])
})

test('a cycle of types, of a lazy import or of a file with itself would be detected', () => {
  const planted = new Map([
    ['bin/a.ts', "import { x } from './ask/b.ts'\n"],
    ['bin/ask/b.ts', "import type { Y } from '../c.ts'\nexport const x = 1\n"],
    ['bin/c.ts', "export const y = () => import('./a.ts')\n"],
    ['bin/d.ts', "export { z } from './d.ts'\n"],
    ['bin/e.ts', "import { x } from './ask/b.ts'\n"],
  ])
  expect(cyclesIn(planted)).toEqual([
    'bin/a.ts → bin/ask/b.ts → bin/c.ts → bin/a.ts',
    'bin/d.ts → bin/d.ts',
  ])
})

test('an unused export would be detected, whatever its form', () => {
  const planted = new Map([
    [
      'bin/a.ts',
      [
        'export function one() {}',
        'export async function two() {}',
        'export const three = 3',
        'export const { x: four, five } = rest',
        'export const [six] = rest',
        'export interface Seven {}',
        'export type Eight = 8',
        'export class Nine {}',
        'export default 10',
        'export type Eleven = { readonly more?: Eleven }',
        '',
      ].join('\n'),
    ],
  ])
  const user = (source: string) => deadExportsIn(planted, new Map([['bin/ask/b.ts', source]]))
  const all = ['one', 'two', 'three', 'Nine', 'default', 'four', 'five', 'six', 'Seven', 'Eight']
  const dead = (...names: readonly string[]) => names.map((name) => `bin/a.ts ${name}`)
  expect(user('')).toEqual(dead(...all))
  expect(user("import ten, {\n  type Eight,\n  one as uno,\n} from '../a.ts'\n")).toEqual(
    dead(...all.filter((name) => !['default', 'Eight', 'one'].includes(name))),
  )
  expect(user("const { two, five } = await import('../a.ts')\n")).toEqual(
    dead(...all.filter((name) => !['two', 'five'].includes(name))),
  )
})
