interface Pattern {
  readonly matcher: RegExp
  readonly includes: boolean
}

/**
 * Returns the paths that a .dockerignore keeps from Docker. A port of the rules of moby/patternmatcher: patterns are
 * rooted, a match of a parent counts, the last match wins.
 */
export function ignoredByDocker(text: string, paths: readonly string[]): readonly string[] {
  const patterns = patternsOf(text)
  return paths.filter((path) => isIgnored(path, patterns))
}

function isIgnored(path: string, patterns: readonly Pattern[]): boolean {
  const last = patterns.findLast(({ matcher }) => matcher.test(path))
  return last !== undefined && !last.includes
}

function patternsOf(text: string): readonly Pattern[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .flatMap((line) => {
      const includes = line.startsWith('!')
      const pattern = clean(includes ? line.slice(1).trim() : line)
      return pattern === '' || pattern === '.' ? [] : [{ matcher: matcherOf(pattern), includes }]
    })
}

/** Returns a pattern without leading and trailing slashes, `.` and `..` resolved as Go's filepath.Clean does. */
function clean(pattern: string): string {
  const kept: string[] = []
  for (const element of pattern.split('/')) {
    if (element === '' || element === '.') continue
    if (element === '..') kept.pop()
    else kept.push(element)
  }
  return kept.join('/')
}

/** Returns the expression that matches a path, or a parent of it. */
function matcherOf(pattern: string): RegExp {
  const tokens = pattern.match(/\*\*\/?|\*|\?|\[[^\]]*\]|\\.|[^*?[\\]+|./g) ?? []
  const source = tokens.map(sourceOf).join('')
  try {
    return new RegExp(`^${source}(/|$)`, 'u')
  } catch {
    // Docker refuses such a pattern itself.
    return /(?!)/
  }
}

function sourceOf(token: string): string {
  if (token === '**/') return '(?:.*/)?'
  if (token === '**') return '.*'
  if (token === '*') return '[^/]*'
  if (token === '?') return '[^/]'
  if (token.startsWith('[') && token.length > 1) return token.replace(/^\[!/, '[^')
  if (token.startsWith('\\') && token.length > 1) return escaped(token.slice(1))
  return escaped(token)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
