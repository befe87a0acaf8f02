import { parseJson } from '../json.ts'
import { isOlder } from './versions.ts'

/** The content of a go.mod, as far as it decides whether our code compiles with it. */
export interface GoMod {
  readonly module?: string
  readonly go?: string
  /** Required module → version. */
  readonly requires: ReadonlyMap<string, string>
  /** The modules that have a replace directive. */
  readonly replaced: ReadonlySet<string>
  /** Whether it has only module and go lines, as written by `go mod init`. */
  readonly bare: boolean
}

/**
 * Returns whether a text is a module line and, since Go 1.12, a go line, without comments and
 * quotes.
 */
function isBare(text: string): boolean {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [module = '', go, ...others] = lines
  return (
    /^module[ \t]+[^\s/"`][^\s"`]*$/.test(module) &&
    !module.includes('//') &&
    (go === undefined || /^go[ \t]+\d[\d.a-z]*$/.test(go)) &&
    others.length === 0
  )
}

/**
 * Parses a go.mod by the grammar in https://go.dev/ref/mod#go-mod-file-grammar, and ignores what it
 * can't parse.
 */
export function readGoMod(text: string): GoMod {
  const statements = statementsOf(text)
  const argumentsOf = (verb: string) =>
    statements.filter(([first]) => first === verb).map(([, ...rest]) => rest)
  const module = argumentsOf('module')[0]?.[0]
  const go = argumentsOf('go')[0]?.[0]
  return {
    ...(module === undefined ? {} : { module }),
    ...(go === undefined ? {} : { go }),
    requires: new Map(argumentsOf('require').map(([path = '', version = '']) => [path, version])),
    replaced: new Set(argumentsOf('replace').map(([path = '']) => path)),
    bare: isBare(text),
  }
}

/** Returns the folders that a go.work uses, as written there. */
export function usesOf(text: string): readonly string[] {
  return statementsOf(text).flatMap(([verb, path]) =>
    verb === 'use' && path !== undefined ? [path] : [],
  )
}

/** Returns the Go version in a go.mod or go.work. */
export function goOf(text: string): string | undefined {
  return statementsOf(text).find(([verb]) => verb === 'go')?.[1]
}

/** The version if a go.mod has no go line: https://go.dev/ref/mod#go-mod-file-go */
export const impliedGo = '1.16'

/** Returns our go.mod with another Go version. */
export function withGo(text: string, go: string): string {
  return text.replace(/^go .*$/m, `go ${go}`)
}

/** Returns each directive as a list of words; inside a block, the verb of the block comes first. */
function statementsOf(text: string): readonly (readonly string[])[] {
  return directivesOf(text).map(({ words }) => words)
}

/** A directive of a go.mod or go.work, and the line that it is on. */
export interface Directive {
  /** Its verb, also inside a block, and its arguments. */
  readonly words: readonly string[]
  readonly line: number
}

/** Returns the directives of a go.mod or go.work. */
export function directivesOf(text: string): readonly Directive[] {
  const directives: Directive[] = []
  let block: string | undefined
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const words = wordsOf(line)
    const [first, second] = words
    if (first === undefined) continue
    if (block !== undefined) {
      if (first === ')') block = undefined
      else directives.push({ words: [block, ...words], line: index + 1 })
    } else if (second === '(') block = first
    else directives.push({ words, line: index + 1 })
  }
  return directives
}

/**
 * Matches a comment, a quoted string, a raw string, a parenthesis, or a run of other characters.
 */
// An unclosed quote extends to the end of the line, so that a line is never scanned again from each
// of its quotes.
const token = /\/\/.*|"(?:[^"\\]|\\.)*"?|`[^`]*`?|[()]|(?:(?!\/\/)[^\s()"`])+/g

function wordsOf(line: string): readonly string[] {
  const words = (line.match(token) ?? []).filter((word) => !word.startsWith('//'))
  return words.map((word) => {
    if (word.startsWith('`')) return word.slice(1, -1)
    const unquoted = word.startsWith('"') ? parseJson(word) : word
    return typeof unquoted === 'string' ? unquoted : word.slice(1, -1)
  })
}

/**
 * Returns why our code would not compile with the user's go.mod, and what would help; undefined if
 * it would. Assumes that newer versions than ours are compatible.
 */
export function keepProblem(theirs: GoMod, ours: GoMod): string | undefined {
  if (theirs.module === undefined) return 'it has no module line'
  if (theirs.module !== ours.module) {
    return `its module path is ${theirs.module}, not ${ours.module}`
  }
  const missing = [...ours.requires].flatMap(([path, version]) => {
    const there = theirs.requires.get(path)
    const enough = there !== undefined && (theirs.replaced.has(path) || !isOlder(there, version))
    return enough ? [] : [`${path}@${version}`]
  })
  const isOld = isOlder(theirs.go ?? impliedGo, ours.go ?? '')
  const wanted = [...(isOld ? [`go@${ours.go}`] : []), ...missing]
  return wanted.length === 0 ? undefined : `run go get ${wanted.join(' ')} first`
}
