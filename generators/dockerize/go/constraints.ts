/** Whether a Go file is compiled for Linux: always, never, or only with some build tags. */
export type Inclusion = 'always' | 'never' | readonly string[]

/** https://go.dev/src/internal/syslist/syslist.go */
const systems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
)
const architectures = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
)
/** What is true of a build for Linux on today's servers, with the standard compiler. */
const given = new Set(['linux', 'unix', 'amd64', 'arm64', 'gc', 'cgo'])

/** Tags that no build of a program is meant to set: tools, tests, other compilers, development. */
const neverMeant =
  /^(ignore.*|exclude|none|never|tools?|generate|gen|codegen|wireinject|mage|example|examples|docs?|tests?|unit|unittest|integration.*|.*integration|e2e|.*_test|.*tests?|acceptance|functional|smoke|bench.*|mocks?|stubs?|fuzz|gofuzz|race|msan|asan|faketime|dev|debug|.*debug|development|local|appengine|appenginevm|purego|noasm|safe|tinygo|gccgo|gopherjs|compiler_bootstrap|goexperiment\..*|boringcrypto|pprof|profile|trace|deadlock)$/i

/**
 * Returns whether a Go file is part of a build for Linux.
 * @param name its name, whose suffix may say a system or an architecture
 * @param constraint the expression of its `//go:build` line
 */
export function inclusionOf(name: string, constraint: string | undefined): Inclusion {
  if (!matchesName(name)) return 'never'
  if (constraint === undefined) return 'always'
  const words = wordsOf(constraint)
  const custom = new Set<string>()
  if (evaluate(words, (tag) => has(tag, custom))) return 'always'
  const wanted = new Set([...custom].filter((tag) => !neverMeant.test(tag)))
  if (wanted.size === 0 || !isEnough()) return 'never'
  // A tag that may as well be left out is not needed.
  for (const tag of [...wanted].reverse()) {
    wanted.delete(tag)
    if (!isEnough()) wanted.add(tag)
  }
  return [...custom].filter((tag) => wanted.has(tag))

  function isEnough(): boolean {
    return evaluate(words, (tag) => isGiven(tag) || wanted.has(tag))
  }
}

/** Returns the tags that a constraint asks not to be set. */
export function excludedBy(constraint: string | undefined): readonly string[] {
  if (constraint === undefined) return []
  const words = wordsOf(constraint)
  const isIn = (tag: string, set: boolean) =>
    evaluate(words, (other) => (other === tag ? set : isGiven(other)))
  return [...new Set(words)].filter((tag) => isIn(tag, false) && !isIn(tag, true))
}

/** Returns whether a constraint holds with a tag, and not without it, when some others are set. */
export function asksFor(tag: string, constraint: string, others: readonly string[]): boolean {
  const words = wordsOf(constraint)
  const holds = (isSet: boolean) =>
    evaluate(words, (other) => (other === tag ? isSet : isGiven(other) || others.includes(other)))
  return holds(true) && !holds(false)
}

function has(tag: string, custom: Set<string>): boolean {
  if (isGiven(tag)) return true
  if (!systems.has(tag) && !architectures.has(tag) && !tag.startsWith('go1.')) custom.add(tag)
  return false
}

function isGiven(tag: string): boolean {
  return given.has(tag) || /^go1\.\d+$/.test(tag)
}

function matchesName(name: string): boolean {
  const parts = name.replace(/\.go$/, '').split('_').slice(1)
  const last = parts.at(-1) ?? ''
  const before = parts.at(-2) ?? ''
  if (architectures.has(last)) {
    return given.has(last) && (!systems.has(before) || before === 'linux')
  }
  return !systems.has(last) || last === 'linux'
}

/** How deep a constraint may nest; Go's own ones have one or two levels. */
const deepest = 100
/** How many words it may have, because it is evaluated for each of them. */
const mostWords = 200

/** Returns the words of a constraint; none if there are so many that no person wrote it. */
function wordsOf(constraint: string): readonly string[] {
  const words = constraint.match(/&&|\|\||[!()]|[\p{L}\p{Nd}_.]+/gu) ?? []
  return words.length > mostWords ? [] : words
}

/** Returns whether a constraint holds; one that can't be parsed does not. */
function evaluate(words: readonly string[], isSet: (tag: string) => boolean): boolean {
  let at = 0
  const result = either(0)
  return at === words.length && result

  function either(depth: number): boolean {
    let value = both(depth)
    while (words[at] === '||') {
      at += 1
      value = both(depth) || value
    }
    return value
  }

  function both(depth: number): boolean {
    let value = not(depth)
    while (words[at] === '&&') {
      at += 1
      value = not(depth) && value
    }
    return value
  }

  function not(depth: number): boolean {
    const word = words[at]
    if (word === undefined || depth > deepest) return false
    at += 1
    if (word === '!') return !not(depth + 1)
    if (word !== '(') return isSet(word)
    const value = either(depth + 1)
    if (words[at] === ')') at += 1
    return value
  }
}
