import type { Main } from './facts.ts'

/** A command, and the names that it has in the container files. */
export interface Target {
  readonly main: Main
  /** The stage of the Dockerfile and the service of Compose: lower case, unique. */
  readonly target: string
  /** The file name of its binary, unique. */
  readonly binary: string
}

/** Folders with programs that are no part of the product: examples, generators, helpers of tests. */
const asides =
  /^(?:.*\/)?(?:_?examples?|samples?|demos?|tools?|hack|scripts?|tests?|testing|e2e|integration|acceptance|benchmarks?|bench|docs?|internal|plugins?|gen|generate|build|ci|contrib|fixtures?|mocks?)(?:\/|$)/

/**
 * Returns the mains that get an image by default: all but those in folders for examples and helpers,
 * unless there are no others.
 */
export function shippedMains(mains: readonly Main[]): readonly Main[] {
  // What is directly in cmd/ is a command, whatever its name.
  const own = mains.filter(({ path }) => /^cmd\/[^/]+$/.test(path) || !asides.test(path))
  return own.length > 0 ? own : mains
}

/** Names of folders that say nothing about the program. */
const unspecific: ReadonlySet<string> = new Set(['cmd', 'main', 'src', 'app', 'command'])

/** The names of stages and services that the files need themselves, and those that YAML reads as no text. */
const taken: readonly string[] = [
  ...['base', 'build', 'rootfs', 'scratch'],
  ...['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'],
]

/**
 * Names the chosen mains; the image that `docker build` gives without `--target` comes last.
 * @param name the name of the repository, for a program whose folder has none
 */
export function targetsOf(
  mains: readonly Main[],
  name: string,
  reserved: readonly string[] = [],
): readonly Target[] {
  const used = new Set([...taken, ...reserved])
  const binaries = new Set<string>()
  const named = [...mains].sort(byWeight(name)).map((main): Target => {
    const own = mains.length === 1 && unspecific.has(main.name) ? name : main.name
    return {
      main,
      target: unique(stageName(own), stageName(main.path), used),
      binary: unique(fileName(own), fileName(main.path), binaries),
    }
  })
  return named.reverse()
}

/**
 * Orders by what a person means by the repository's image: the program at its root or its namesake if
 * that runs until it is stopped, or else its servers.
 */
function byWeight(name: string): (a: Main, b: Main) => number {
  const order = { server: 0, worker: 1, cli: 2 }
  const likely = [name, `${name}d`, `${name}-server`, 'api', 'server', 'app', 'web', 'main']
  const rank = ({ name: own }: Main): number => {
    const at = likely.indexOf(own)
    if (at !== -1) return at
    // The program of a repository often has its name and one letter more, as in ssh and sshd.
    return own.startsWith(name) ? likely.length : likely.length + 1
  }
  const isOther = ({ path, name: own, kind }: Main) =>
    kind === 'cli' || (path !== '.' && own !== name) ? 1 : 0
  return (a, b) =>
    isOther(a) - isOther(b) ||
    order[a.kind] - order[b.kind] ||
    rank(a) - rank(b) ||
    a.path.split('/').length - b.path.split('/').length ||
    (a.path < b.path ? -1 : 1)
}

function unique(name: string, longer: string, used: Set<string>): string {
  const candidates = [name, longer, ...Array.from({ length: 99 }, (_, n) => `${longer}-${n + 2}`)]
  const free = candidates.find((candidate) => !used.has(candidate)) ?? longer
  used.add(free)
  return free
}

/** Returns a name of a stage, which starts with a letter. */
function stageName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return /^[a-z]/.test(plain) ? plain : ['app', plain].filter((part) => part !== '').join('-')
}

function fileName(text: string): string {
  const plain = text.replace(/[^\w.]+/g, '-').replace(/^[-.]+|-+$/g, '')
  return plain === '' ? 'app' : plain
}
