import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml'
import { grouped } from '../../grouped.ts'
import { remember } from '../go/remember.ts'

/** A value in a configuration file. */
export interface Entry {
  /** The names of the sections and of the key, each by `keyName`. */
  readonly keys: readonly string[]
  readonly text: string
  readonly line: number
}

/** A configuration file of the repository. */
export interface ConfigFile {
  readonly path: string
  readonly entries: readonly Entry[]
}

/** Returns a key as it is compared: libraries ignore case, and spell words in several ways. */
function keyName(key: string): string {
  return key.slice(0, longestKey).toLowerCase().replaceAll(/[-_ ]/g, '')
}

/** The formats that are read, by the endings of file names. */
export const configEndings = /\.(ya?ml|json|toml|ini|conf|cfg|properties|env)$/

const mostEntries = 5000
const deepest = 12
/** Larger files are data, and so are longer lines. */
const largest = 256 * 1024
const longestLine = 4096
const longestKey = 200

/**
 * Returns the values in a configuration file; none if its format is not known, or it is broken or too
 * large.
 */
export function readConfigFile(path: string, text: string): ConfigFile {
  if (text.length > largest) return { path, entries: [] }
  if (!/\.(ya?ml|json)$/.test(path)) return { path, entries: entriesOfLines(text) }
  return { path, entries: entriesOfTree(text) }
}

/** The limits of what the library takes quadratic time for, or longer. */
const mostMarks = 2_000
const mostDocuments = 100
const deepestFlow = 100
const deepestLine = /(?:[-?:][ \t]){100}/

function isTooComplex(text: string): boolean {
  if (text.split(/[!&*]/).length > mostMarks || deepestLine.test(text)) return true
  if (text.split('\n---').length > mostDocuments) return true
  let depth = 0
  for (const [bracket] of text.matchAll(/[[{\]}]/g)) {
    depth = Math.max(depth + (bracket === '[' || bracket === '{' ? 1 : -1), 0)
    if (depth > deepestFlow) return true
  }
  return false
}

function entriesOfTree(text: string): readonly Entry[] {
  if (isTooComplex(text)) return []
  const lineCounter = new LineCounter()
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      uniqueKeys: false,
      logLevel: 'silent',
    })
    const [first] = Array.isArray(documents) ? documents : []
    const entries: Entry[] = []
    collect(first?.contents ?? null, [], lineCounter, entries)
    return entries
  } catch {
    return []
  }
}

function collect(
  node: unknown,
  keys: readonly string[],
  lineCounter: LineCounter,
  entries: Entry[],
): void {
  if (keys.length > deepest || entries.length > mostEntries) return
  if (isMap<unknown, unknown>(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      collect(value, [...keys, keyName(name)], lineCounter, entries)
    }
  } else if (isSeq(node)) {
    for (const item of node.items) collect(item, [...keys, '*'], lineCounter, entries)
  } else if (isScalar(node) && node.value !== null) {
    entries.push({ keys, text: textOf(node), line: lineOf(node, lineCounter) })
  }
}

function textOf(node: { readonly value: unknown; readonly source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

function lineOf(node: Pick<Node, 'range'>, lineCounter: LineCounter): number {
  return lineCounter.linePos(node.range?.[0] ?? 0).line
}

/** Reads `key = value` lines with sections: TOML, INI, properties and .env, as far as they agree. */
function entriesOfLines(text: string): readonly Entry[] {
  const entries: Entry[] = []
  let section: readonly string[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.length > longestLine) continue
    const header = headerIn(line.trim())
    if (header !== undefined) section = keysIn(header)
    const equals = line.indexOf('=')
    const key = line
      .slice(0, Math.max(equals, 0))
      .replace(/^\s*export\s/, '')
      .trim()
    if (header !== undefined || !/^["'\w][\w.\-"' ]*$/.test(key)) continue
    const value = valueIn(line.slice(equals + 1).trim())
    entries.push({ keys: [...section, ...keysIn(key)], text: value, line: index + 1 })
    if (entries.length > mostEntries) break
  }
  return entries
}

/** Returns the name in `[section]` or `[[section]]`. */
function headerIn(line: string): string | undefined {
  const start = line.startsWith('[[') ? 2 : 1
  const end = line.indexOf(']')
  const name = line.startsWith('[') ? line.slice(start, Math.max(end, start)).trim() : ''
  return name === '' || name.includes('[') ? undefined : name
}

function keysIn(name: string): readonly string[] {
  return name.split('.', deepest).map((one) => keyName(unquoted(one)))
}

function valueIn(text: string): string {
  const quoted = /^(["'`])(.*?)\1/.exec(text)?.[2]
  return quoted ?? text.replace(/\s[#;][\s\S]*$/, '').trim()
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2')
}

/** Returns the values of a key in some files. */
export function lookUp(
  files: readonly ConfigFile[],
  keys: readonly string[],
): readonly { readonly text: string; readonly source: string }[] {
  const wanted = keys.map(keyName).join('.')
  return files.flatMap((file) =>
    (entriesByKeys(file).get(wanted) ?? []).map(({ text, line }) => ({
      text,
      source: `${file.path}:${line}`,
    })),
  )
}

const indexes = remember<ReadonlyMap<string, readonly Entry[]>>()

/** Returns the entries of a file by their keys, joined by dots. */
function entriesByKeys(file: ConfigFile): ReadonlyMap<string, readonly Entry[]> {
  return indexes(file, '', () =>
    grouped(file.entries.map((entry) => [entry.keys.join('.'), entry] as const)),
  )
}

/** Returns the value of the only key with a name in INI and TOML files, whatever its section. */
export function lookUpLast(
  files: readonly ConfigFile[],
  key: string,
): { readonly text: string; readonly source: string } | undefined {
  const found = files
    .filter(({ path }) => /\.(ini|conf|cfg|toml)$/.test(path))
    .flatMap(({ path, entries }) =>
      entries
        .filter(({ keys }) => keys.at(-1) === keyName(key))
        .map(({ text, line }) => ({ text, source: `${path}:${line}` })),
    )
  return found.length === 1 ? found[0] : undefined
}
