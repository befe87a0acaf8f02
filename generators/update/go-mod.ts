import { isOlder } from '../plan/versions.ts'
import type { Texts } from './merge-text.ts'

/** A line of a go.mod that requires a module. */
interface Require {
  readonly version: string
  readonly indirect: boolean
}

type Requires = ReadonlyMap<string, Require>

/** The parts of a go.mod that are merged by their meaning, and every other line. */
interface Parts {
  readonly module: string
  readonly go: string
  readonly requires: Requires
  /** The other lines, in which the first requirement is an empty `require` line. */
  readonly rest: readonly string[]
}

/**
 * Merges a go.mod by module instead of by line. A module that the template no longer needs stays if
 * the user requires modules of their own, which may need it too. Returns undefined if anything else
 * in the file changed on both sides, or can't be read.
 */
export function mergeGoMod({ base, ours, theirs }: Texts): string | undefined {
  const [b, o, t] = [partsOf(base), partsOf(ours), partsOf(theirs)]
  if (b === undefined || o === undefined || t === undefined) return undefined
  if (others(b) !== others(t) || (o.module !== b.module && t.module !== b.module)) return undefined
  const module = o.module === b.module ? t.module : o.module
  const go = o.go === b.go ? t.go : newer(o.go, t.go)
  const lines = requireLines(mergedRequires(b.requires, o.requires, t.requires))
  const rest = o.rest.includes(place) ? o.rest : [...o.rest, place, '']
  return rest
    .flatMap((line) => (line === place ? lines : [line]))
    .map((line) => (line === moduleLine ? `module ${module}` : line === goLine ? `go ${go}` : line))
    .join('\n')
}

const [place, moduleLine, goLine] = ['require', 'module', 'go']

/** Returns the parts of a go.mod; undefined if a requirement has an unusual form. */
function partsOf(text: string): Parts | undefined {
  const requires = new Map<string, Require>()
  const rest: string[] = []
  let [module, go, inBlock] = ['', '', false]
  for (const line of text.split('\n')) {
    const opens = /^require\s*\($/.test(line)
    const one = inBlock ? line : /^require\s+(.*)$/.exec(line)?.[1]
    if (opens) inBlock = true
    else if (inBlock && line === ')') inBlock = false
    else if (one !== undefined) {
      const [, path = '', version = '', comment = ''] =
        /^\s*([^\s"`/][^\s"`]*)\s+(v\S+)(\s*\/\/ indirect)?$/.exec(one) ?? []
      if (one.trim() === '') continue
      if (path === '' || requires.has(path)) return undefined
      requires.set(path, { version, indirect: comment !== '' })
    } else {
      const [, verb, word = ''] = /^(module|go)\s+(\S+)$/.exec(line) ?? []
      if (verb === 'module') module = word
      if (verb === 'go') go = word
      rest.push(verb ?? line)
      continue
    }
    // The blank line between two blocks of requirements belongs to neither.
    if (!rest.includes(place)) rest.push(place)
    else if (rest.at(-1) === '') rest.pop()
  }
  const isWhole = !inBlock && module !== '' && go !== ''
  return isWhole ? { module, go, requires, rest } : undefined
}

function others({ rest }: Parts): string {
  return rest.filter((line) => line.trim() !== '' && line !== place).join('\n')
}

function mergedRequires(base: Requires, ours: Requires, theirs: Requires): Requires {
  const hasOwn = [...ours.keys()].some((path) => !base.has(path) && !theirs.has(path))
  const paths = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
  return new Map(
    paths.flatMap((path) => {
      const [b, o, t] = [base.get(path), ours.get(path), theirs.get(path)]
      if (o === undefined) {
        const isRemoved = t === undefined || (b !== undefined && b.version === t.version)
        return isRemoved ? [] : [[path, t] as const]
      }
      if (t === undefined) {
        const isDropped = b !== undefined && b.version === o.version && !hasOwn
        return isDropped ? [] : [[path, o] as const]
      }
      const version = o.version === b?.version ? t.version : newer(o.version, t.version)
      return [[path, { version, indirect: o.indirect && t.indirect }] as const]
    }),
  )
}

function newer(a: string, b: string): string {
  return isOlder(a, b) ? b : a
}

/** Returns the requirements as `go mod tidy` writes them: the indirect ones in a block of their own. */
function requireLines(requires: Requires): readonly string[] {
  const all = [...requires].map(([path, { version, indirect }]) => ({
    line: `${path} ${version}${indirect ? ' // indirect' : ''}`,
    indirect,
  }))
  const blocks = [false, true].flatMap((indirect) => {
    const lines = all.filter((one) => one.indirect === indirect).map(({ line }) => line)
    const [only] = lines
    if (only === undefined) return []
    if (lines.length === 1) return [[`require ${only}`]]
    return [['require (', ...lines.map((line) => `\t${line}`), ')']]
  })
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]))
}
