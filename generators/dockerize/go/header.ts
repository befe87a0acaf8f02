/** An import of a Go file. */
export interface Import {
  readonly path: string
  /** The name that the file gives it: an identifier, `.` or `_`; undefined without one. */
  readonly name?: string
  readonly line: number
}

/** What stands before the first declaration of a Go file. */
export interface Header {
  readonly package: string
  readonly imports: readonly Import[]
  /** The expression of the `//go:build` line. */
  readonly constraint?: string
}

/** The tokens of a header; an unclosed comment or string extends to the end of the text. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|[\p{L}_][\p{L}\p{Nd}_]*|[().;]|\n|[^\S\n]+|[\s\S]/uy

/**
 * Returns the package clause, the imports and the build constraint of a Go file; undefined if it has
 * no package clause. Reads no further than the imports.
 */
export function readHeader(text: string): Header | undefined {
  const scanner = scannerOf(text)
  if (scanner.next() !== 'package') return undefined
  const { constraint } = scanner
  const name = scanner.next()
  if (!isIdentifier(name)) return undefined
  return {
    package: name,
    imports: importsOf(scanner),
    ...(constraint === undefined ? {} : { constraint }),
  }
}

interface Scanner {
  /** Returns the next token that is no comment or blank; empty at the end. */
  readonly next: () => string
  readonly line: number
  readonly constraint: string | undefined
}

/**
 * Returns the expression of a `// +build` line, as before Go 1.17: a space means or, a comma and
 * (https://pkg.go.dev/cmd/go#hdr-Build_constraints).
 */
function olderConstraint(line: string): string | undefined {
  const options = /^\/\/\s*\+build\s+(.+)$/.exec(line)?.[1]
  return options
    ?.trim()
    .split(/\s+/)
    .map((option) => `(${option.split(',').join(' && ')})`)
    .join(' || ')
}

function scannerOf(text: string): Scanner {
  const pattern = new RegExp(token)
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  let constraint: string | undefined
  const older: string[] = []
  return {
    get line() {
      return line
    },
    get constraint() {
      if (constraint !== undefined || older.length === 0) return constraint
      return older.map((one) => `(${one})`).join(' && ')
    },
    next() {
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        const [word] = match
        if (!isBlank(word)) return word
        if (word.startsWith('//')) readComment(word)
        else line += linesIn(word)
      }
      return ''
    },
  }

  function readComment(comment: string): void {
    if (comment.startsWith('//go:build ')) {
      constraint ??= comment.slice('//go:build '.length).trim()
    }
    const before = olderConstraint(comment)
    if (before !== undefined) older.push(before)
  }
}

/** Returns how many line ends a text has. */
function linesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function isBlank(word: string): boolean {
  return /^\s/.test(word) || word.startsWith('//') || word.startsWith('/*')
}

function isIdentifier(word: string): boolean {
  return /^[\p{L}_]/u.test(word)
}

function importsOf(scanner: Scanner): readonly Import[] {
  const found: Import[] = []
  let word = scanner.next()
  for (;;) {
    while (word === ';') word = scanner.next()
    if (word !== 'import') return found
    word = scanner.next()
    const isGroup = word === '('
    if (isGroup) word = scanner.next()
    for (;;) {
      while (isGroup && word === ';') word = scanner.next()
      const name = word === '.' || isIdentifier(word) ? word : undefined
      const quoted = name === undefined ? word : scanner.next()
      if (!/^["`]/.test(quoted)) break
      const path = quoted.replace(/^["`]|["`]$/g, '')
      found.push({ path, line: scanner.line, ...(name === undefined ? {} : { name }) })
      if (!isGroup) break
      word = scanner.next()
    }
    if (isGroup && word !== ')') return found
    word = scanner.next()
  }
}
