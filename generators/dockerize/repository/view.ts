import { posix } from 'node:path'
import { escapeRegExp } from '../../escape-reg-exp.ts'
import { matcherOfPieces } from '../../plan/wildcards.ts'
import { isOwnDotenv } from './dotenv.ts'

/** The files of a repository, by paths relative to the directory that is read. */
export interface Files {
  readonly has: (path: string) => boolean
  /** Returns whether a file has a name, in whatever folder. */
  readonly hasNamed: (name: string) => boolean
  readonly read: (path: string) => string | undefined
  /** Returns whether a file is the same for everybody: no `.env` that git doesn't have. */
  readonly isShared: (path: string) => boolean
  /** Returns the files in a folder, without those in folders below it. */
  readonly filesIn: (folder: string) => readonly string[]
  /**
   * Returns whether any file or folder matches a pattern of Go's path.Match, below a folder, and is or
   * has more than a placeholder such as `.gitkeep`.
   */
  readonly matches: (pattern: string, folder: string) => boolean
  /**
   * Returns what a path of a program names: a file, or a folder, also that of a pattern; null if
   * nothing is there. It is looked up from the root of the module, and then from a folder.
   */
  readonly at: (path: string, folder: string) => string | null
}

/** Files that only keep a folder in the repository. */
const placeholder = /(?:^|\/)(?:\.(?:git)?keep|\.gitignore|\.placeholder|placeholder(?:\.\w+)?)$/i

/**
 * Returns the files of a repository.
 * @param tracked those of its `.env` files that git has
 */
export function viewOf(
  paths: readonly ReadonlySet<string>[],
  read: (path: string) => string | undefined,
  tracked: ReadonlySet<string> = new Set(),
): Files {
  const folders = new Set<string>()
  for (const path of paths.flatMap((set) => [...set])) {
    for (let at = posix.dirname(path); !folders.has(at); at = posix.dirname(at)) folders.add(at)
  }
  const has = (path: string) => paths.some((set) => set.has(path))
  let names: ReadonlySet<string> | undefined
  const isShared = (path: string) => !isOwnDotenv(path) || tracked.has(path)
  return { has, hasNamed, read, isShared, filesIn, matches, at }

  function hasNamed(name: string): boolean {
    names ??= new Set(paths.flatMap((set) => [...set].map((path) => posix.basename(path))))
    return names.has(name)
  }

  function filesIn(folder: string): readonly string[] {
    return folders.has(folder)
      ? paths.flatMap((set) => [...set].filter((path) => posix.dirname(path) === folder))
      : []
  }

  function matches(pattern: string, folder: string): boolean {
    const path = posix.join(folder, pattern)
    const isGlob = isPattern(pattern)
    if (!isGlob && has(path)) return true
    const wanted = matcher(path)
    const found = isGlob ? [...folders].filter(wanted) : folders.has(path) ? [path] : []
    return paths.some((set) =>
      [...set].some((one) => {
        const isBelow = found.some((outer) => outer === '.' || one.startsWith(`${outer}/`))
        return !placeholder.test(one) && (isBelow || wanted(one))
      }),
    )
  }

  function at(path: string, folder: string): string | null {
    if (path.startsWith('/')) return null
    const [fixed = path] = isPattern(path)
      ? [posix.dirname(path.slice(0, path.search(/[*?[]/) + 1))]
      : []
    for (const root of ['', folder]) {
      const joined = posix.join(root, fixed).replace(/\/$/, '')
      const isThere = has(joined) || (folders.has(joined) && joined !== '.')
      if (isThere && !joined.startsWith('..')) return joined
    }
    return null
  }
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path)
}

/** A token of a pattern of Go's path.Match; an unclosed class takes the rest, and matches nothing. */
const token = /\*+|\[\^?(?:\\[\s\S]?|[^\]\\])+(?:\]|$)|\\[\s\S]|[\s\S]/gu

/** Returns a function that matches paths with a pattern of Go's path.Match. */
function matcher(pattern: string): (path: string) => boolean {
  try {
    return matcherOfPieces((pattern.match(token) ?? []).map(pieceOf))
  } catch {
    return () => false
  }
}

/** Returns a token of a pattern as a piece of a regular expression. */
function pieceOf(text: string): string {
  if (text.startsWith('*')) return '[^/]*'
  if (text === '?') return '[^/]'
  const isClass = text.startsWith('[') && text.length > 1
  // Other escapes are invalid in a regular expression.
  return isClass
    ? text.replaceAll(/\\([\s\S])/gu, (whole, one) => (/[\]\\^-]/.test(one) ? whole : one))
    : escapeRegExp(text.replace(/^\\([\s\S])$/u, '$1'))
}
