/**
 * Compares the facts that are read in real repositories with those that are right for them, by hand:
 * `npx tsx scripts/compare-facts.ts CASES.json FOLDER [ID]`. FOLDER has a checkout of each
 * repository, named `owner+name`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Facts } from '../generators/dockerize/facts.ts'
import { readFacts } from '../generators/dockerize/read-facts.ts'

/** The right facts of a repository, in words that a person wrote. */
interface Case {
  readonly id: string
  readonly repo: string
  readonly subdir: string
  readonly facts: {
    readonly mains: readonly string[]
    readonly not_mains?: readonly string[]
    readonly ports?: readonly string[]
    readonly env?: readonly string[]
    readonly embed?: readonly string[]
    readonly runtime_files?: readonly string[]
    readonly health?: readonly string[]
    readonly db?: readonly string[]
    readonly tags?: readonly string[]
    readonly cgo?: boolean | string
    readonly go?: string
  }
}

const [casesFile = '', folder = '', only] = process.argv.slice(2)
const { dockerize }: { dockerize: readonly Case[] } = JSON.parse(readFileSync(casesFile, 'utf8'))
let found = 0
let missed = 0
for (const one of dockerize.filter(({ id }) => only === undefined || id === only)) {
  console.log(`\n${one.id} ${one.repo} ${one.subdir}`)
  const start = performance.now()
  const directory = join(folder, one.repo.replace('/', '+'), one.subdir)
  // Of what git has, a checkout has nothing else.
  const facts = await readFacts(directory, async (paths) => new Set(paths))
  for (const [kind, expected, actual] of rowsOf(one, facts)) compare(kind, expected, actual)
  for (const { what, source } of facts.unknown) console.log(`  unknown  ${what} ${source}`)
  console.log(`  ${Math.round(performance.now() - start)} ms`)
}
console.log(`\n${found} found, ${missed} missed`)

/** Prints which of the expected facts are found, and what else is. */
function compare(
  kind: string,
  expected: readonly string[],
  actual: readonly { readonly key: string; readonly text: string }[],
): void {
  const left = new Set(actual)
  for (const words of expected) {
    const hits = actual.filter(({ key }) => mentions(words, key))
    for (const hit of hits) left.delete(hit)
    if (hits.length > 0) found += 1
    else missed += 1
    const also = hits.map(({ text }) => text).join(', ')
    console.log(`  ${hits.length > 0 ? 'found ' : 'MISSED'}   ${kind}: ${words}   ${also}`)
  }
  for (const { text } of left) console.log(`  besides  ${kind}: ${text}`)
}

function mentions(words: string, key: string): boolean {
  const escaped = key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(^|[^\\w.])${escaped}($|[^\\w])`).test(words)
}

function rowsOf({ facts: right }: Case, facts: Facts) {
  const plain = (text: string) => ({ key: text, text })
  const env = facts.mains.flatMap((main) => main.env)
  const ports = facts.mains.flatMap((main) => main.ports)
  return [
    [
      'main',
      right.mains,
      facts.mains.map(({ path, kind }) => ({ key: path, text: `${path} (${kind})` })),
    ],
    [
      'port',
      right.ports ?? [],
      [
        ...ports.map((port) => ({
          key: String(port.port),
          text: `${port.port} ${port.protocol} ${port.host ?? ''} ${port.flag?.name ?? ''} ${port.env?.name ?? ''} ${port.source}`,
        })),
        ...ports.flatMap((port) => (port.env === undefined ? [] : [plain(port.env.name)])),
        ...ports.flatMap((port) => [plain(port.source.split('/').at(-1) ?? '')]),
      ],
    ],
    [
      'env',
      (right.env ?? []).flatMap((words) => words.match(/\b[A-Z][A-Z0-9_]{2,}\b/g) ?? []),
      env.map(({ name, required, default: value, source }) => ({
        key: name,
        text: `${name}${required ? ' (required)' : ''}${value === undefined ? '' : `=${value}`} ${source}`,
      })),
    ],
    [
      'embed',
      right.embed ?? [],
      facts.embeds.map(({ pattern, source }) => ({ key: pattern, text: `${pattern} ${source}` })),
    ],
    [
      'file',
      right.runtime_files ?? [],
      facts.files.map(({ path, access, at, required, source }) => ({
        key: path,
        text: `${path} ${access}${at === null ? ' (absent)' : ''}${required ? ' (required)' : ''} ${source}`,
      })),
    ],
    [
      'health',
      right.health ?? [],
      facts.health.map(({ path, source }) => ({ key: path, text: `${path} ${source}` })),
    ],
    [
      'service',
      right.db ?? [],
      facts.services.map(({ name, source }) => ({ key: name, text: `${name} ${source}` })),
    ],
    [
      'tag',
      right.tags ?? [],
      facts.mains.flatMap(({ tags }) => tags.map((tag) => plain(String(tag)))),
    ],
    ['cgo', [String(right.cgo === false ? 'false' : 'true')], [plain(String(facts.cgo))]],
    ['go', right.go === undefined ? [] : [right.go], [plain(String(facts.go))]],
    ['program', [], facts.programs.map(({ name, source }) => plain(`${name} ${source}`))],
  ] as const
}
