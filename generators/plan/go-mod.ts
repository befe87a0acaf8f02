import coerce from 'semver/functions/coerce.js'
import lt from 'semver/functions/lt.js'
import parse from 'semver/functions/parse.js'

/** What a go.mod says, as far as it decides whether our code compiles with it. */
export interface GoMod {
  readonly module?: string
  readonly go?: string
  /** Required module → version. */
  readonly requires: ReadonlyMap<string, string>
  /** The modules that a replace directive stands for. */
  readonly replaced: ReadonlySet<string>
  /** Whether nothing stands in it but its module and go lines, as `go mod init` leaves it. */
  readonly bare: boolean
}

/** Reads a go.mod by the grammar of https://go.dev/ref/mod#go-mod-file-grammar; what it can't read it leaves out. */
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
    bare:
      module !== undefined &&
      statements.every(([verb]) => verb === 'module' || verb === 'go') &&
      !/\/\//.test(text),
  }
}

/** Returns the folders that a go.work uses, as they are written there. */
export function usesOf(text: string): readonly string[] {
  return statementsOf(text).flatMap(([verb, path]) =>
    verb === 'use' && path !== undefined ? [path] : [],
  )
}

/** Returns each directive as its words, those of a block behind the block's verb. */
function statementsOf(text: string): readonly (readonly string[])[] {
  const statements: (readonly string[])[] = []
  let block: string | undefined
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const words = wordsOf(line)
    const [first, second] = words
    if (first === undefined) continue
    if (block !== undefined) {
      if (first === ')') block = undefined
      else statements.push([block, ...words])
    } else if (second === '(') block = first
    else statements.push(words)
  }
  return statements
}

function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\/\/.*$/, '').match(/"[^"]*"|`[^`]*`|[()]|[^\s()"`]+/g) ?? []
  return words.map((word) => word.replace(/^(["`])(.*)\1$/, '$2'))
}

/**
 * Returns why our code would not compile with a go.mod of the user's in place of ours; nothing when it would. Newer
 * versions than ours are taken on trust.
 */
export function keepProblem(theirs: GoMod, ours: GoMod): string | undefined {
  if (theirs.module !== ours.module) {
    return `its module path is ${theirs.module ?? 'missing'}, not ${ours.module}`
  }
  const missing = [...ours.requires].filter(([path, version]) => {
    const there = theirs.requires.get(path)
    return !theirs.replaced.has(path) && (there === undefined || isOlder(there, version))
  })
  if (missing.length > 0) {
    return `it lacks ${missing.map(([path, version]) => `${path} ${version}`).join(', ')}`
  }
  return isOlder(theirs.go ?? '1.16', ours.go ?? '')
    ? `it says go ${theirs.go}, not ${ours.go}`
    : undefined
}

/** Returns whether a version of a module or of Go (which may lack its last number) is older than another. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => parse(text) ?? coerce(text))
  return a != null && b != null && lt(a, b)
}

/**
 * Returns the lines of two go.sum files together, sorted; nothing when they give one module two checksums, which is for
 * a person to look at.
 */
export function mergeGoSum(theirs: string, ours: string): string | undefined {
  const sums = new Map<string, string>()
  for (const line of `${theirs}\n${ours}`.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const [module = '', version = '', sum = '', ...more] = line.trim().split(/\s+/)
    const key = `${module} ${version}`
    if (sum === '' || more.length > 0 || (sums.get(key) ?? sum) !== sum) return undefined
    sums.set(key, sum)
  }
  return [...sums]
    .map(([key, sum]) => `${key} ${sum}\n`)
    .sort()
    .join('')
}
