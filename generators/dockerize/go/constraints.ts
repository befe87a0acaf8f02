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
  const custom = new Set<string>()
  if (evaluate(constraint, (tag) => has(tag, custom))) return 'always'
  const wanted = [...custom].filter((tag) => !neverMeant.test(tag))
  const isEnough = evaluate(
    constraint,
    (tag) => given.has(tag) || isGo(tag) || wanted.includes(tag),
  )
  return isEnough && wanted.length > 0 ? wanted.filter(isNeeded) : 'never'

  /** A tag that may as well be left out is not needed. */
  function isNeeded(tag: string): boolean {
    return !evaluate(
      constraint ?? '',
      (other) => given.has(other) || isGo(other) || (other !== tag && wanted.includes(other)),
    )
  }
}

/** Returns whether a constraint asks that one of its tags is not set. */
export function excludes(constraint: string | undefined, tag: string): boolean {
  if (constraint === undefined) return false
  const isIn = (set: boolean) =>
    evaluate(constraint, (other) => (other === tag ? set : given.has(other) || isGo(other)))
  return isIn(false) && !isIn(true)
}

function has(tag: string, custom: Set<string>): boolean {
  if (given.has(tag) || isGo(tag)) return true
  if (!systems.has(tag) && !architectures.has(tag) && !tag.startsWith('go1.')) custom.add(tag)
  return false
}

function isGo(tag: string): boolean {
  return /^go1\.\d+$/.test(tag)
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

/** Returns whether a constraint holds; one that can't be parsed does not. */
function evaluate(constraint: string, isSet: (tag: string) => boolean): boolean {
  const words = constraint.match(/&&|\|\||[!()]|[\p{L}\p{Nd}_.]+/gu) ?? []
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
