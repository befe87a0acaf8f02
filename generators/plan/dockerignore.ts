import { escapeRegExp } from '../escape-reg-exp.ts'
import { parents } from '../paths.ts'
import { matcherOfPieces } from './wildcards.ts'

interface Pattern {
  readonly text: string
  /** Whether it starts with `!`. */
  readonly includes: boolean
}

type Matcher = (path: string) => boolean

/**
 * Returns the paths that a .dockerignore hides from Docker; all of them if Docker rejects the file.
 * A port of moby/patternmatcher as BuildKit uses it, walking a context from the top.
 */
export function ignoredByDocker(text: string, paths: readonly string[]): readonly string[] {
  const patterns = patternsIn(text)
  const places = placesOf(paths)
  const ignored = new Uint8Array(places.length)
  // One pattern after the other: to keep the matchers of a long file takes longer than to match.
  for (const { text: pattern, includes } of patterns) {
    const matches = pattern === '' ? undefined : matcherOf(clean(pattern))
    if (matches === undefined) return paths
    const matched = new Uint8Array(places.length)
    for (const [at, { path, parent }] of places.entries()) {
      // What matches a folder applies to everything in it; what can't change the result is skipped.
      const isAbove = parent !== undefined && matched[parent] === 1
      if (!isAbove && ((ignored[at] === 1) !== includes || !matches(path))) continue
      matched[at] = 1
      ignored[at] = includes ? 0 : 1
    }
  }
  const hidden = new Set(places.flatMap(({ path }, at) => (ignored[at] === 1 ? [path] : [])))
  return paths.filter((path) => hidden.has(path))
}

/** A path, or a folder above one. */
interface Spot {
  readonly path: string
  /** The index of the folder that it is in. */
  readonly parent: number | undefined
}

/** Returns paths and the folders above them, each once, after the folder that it is in. */
function placesOf(paths: readonly string[]): readonly Spot[] {
  const places: Spot[] = []
  const known = new Map<string, number>()
  for (const path of paths) {
    let parent: number | undefined
    for (const place of [...parents(path), path]) {
      const index = known.get(place) ?? places.length
      if (index === places.length) {
        known.set(place, index)
        places.push({ path: place, parent })
      }
      parent = index
    }
  }
  return places
}

/** Returns the paths that a .dockerignore hides from Docker, but our own lines don't. */
export function hiddenFromDocker(
  text: string,
  paths: Iterable<string>,
  ours: string,
): readonly string[] {
  const all = [...paths]
  const unneeded = new Set(ignoredByDocker(ours, all))
  return ignoredByDocker(text, all).filter((path) => !unneeded.has(path))
}

/** The maximum length of a line, in characters. */
const longest = 4096

/** Returns the patterns of a .dockerignore, without those that repeat one that nothing undid. */
function patternsIn(text: string): readonly Pattern[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    // Longer lines can't match a path, and may be too long for a regular expression.
    .filter((line) => line.length <= longest)
    .map((line) => line.trim())
  const patterns: Pattern[] = []
  const seen = new Set<string>()
  for (const line of lines) {
    const includes = line.startsWith('!')
    const pattern = includes ? line.slice(1).trim() : line
    if (patterns.at(-1)?.includes !== includes) seen.clear()
    if (seen.has(pattern)) continue
    seen.add(pattern)
    patterns.push({ text: pattern, includes })
  }
  return patterns
}

/** Cleans a pattern as Go's filepath.Clean does, and removes a leading slash. */
function clean(pattern: string): string {
  const kept: string[] = []
  for (const element of pattern.split('/')) {
    if (element === '' || element === '.') continue
    if (element !== '..') kept.push(element)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!pattern.startsWith('/')) kept.push('..')
  }
  return kept.join('/')
}

const token =
  /\*\*\/?|\*|\?|\[\^?(?:(?:\\.|[^\]\\-])(?:-(?:\\.|[^\]\\-]))?)+\]|\\[^\w]|[^*?[\\]+|(?<refused>[\s\S])/gu

/** Returns a function that matches paths; undefined if the pattern is invalid. */
function matcherOf(pattern: string): Matcher | undefined {
  // A leading ** without a slash also matches within a name, but only before plain text.
  const withinName = /^\*\*[^/*?[\]\\]+$/.test(pattern)
  const tokens: RegExpExecArray[] = []
  for (const found of pattern.matchAll(token)) {
    // Stop here: otherwise, the rest would be scanned again and again.
    if (found.groups?.refused !== undefined) return undefined
    tokens.push(found)
  }
  const source = tokens.map(([text], index) => {
    const isLast = index === tokens.length - 1
    return text.startsWith('**') ? (isLast || withinName ? '.*' : '(?:.*/)?') : sourceOf(text)
  })
  try {
    return matcherOfPieces(source)
  } catch {
    return undefined
  }
}

function sourceOf(text: string): string {
  if (text === '*') return '[^/]*'
  if (text === '?') return '[^/]'
  if (text.startsWith('[') && text.length > 1) return text
  return escapeRegExp(text.startsWith('\\') ? text.slice(1) : text)
}

/** Returns the pattern of a .dockerignore that matches a path and nothing else. */
export function asPattern(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&')
}
