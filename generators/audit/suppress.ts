import type { Rule } from './rule.ts'

/** What the comments of a file turn off: a line, or null for the whole file, → the names of rules. */
export type Suppressions = ReadonlyMap<number | null, ReadonlySet<string>>

const own = /#\s*create-go-docker\s+ignore\s*=\s*([\w,/-]*[\w/-])\s+(\S.*)$/
const hadolint = /^\s*#\s*hadolint\s+(global\s+)?ignore\s*=\s*([\w,\s-]+)/i
const buildkit = /^#\s*check\s*=.*?skip=([\w,]+)/i

/**
 * Returns what the comments of a file turn off: `# create-go-docker ignore=G21 REASON` for its own
 * line and the next one with content, the same of hadolint, and BuildKit's `# check=skip=RULES` for the file.
 * Without a reason, the first does nothing.
 */
export function suppressionsIn(source: readonly string[]): Suppressions {
  const found = new Map<number | null, Set<string>>()
  const add = (line: number | null, names: string) => {
    const set = found.get(line) ?? new Set<string>()
    for (const name of names.split(',')) set.add(name.trim().toLowerCase())
    found.set(line, set)
  }
  for (const [index, text] of source.entries()) {
    if (!text.includes('#') || text.length > 4096) continue
    const [, names] = own.exec(text) ?? []
    if (names !== undefined) {
      add(index + 1, names)
      if (/^\s*#/.test(text)) add(nextContent(source, index), names)
    }
    const [, global, others] = hadolint.exec(text) ?? []
    if (others !== undefined) add(global === undefined ? nextContent(source, index) : null, others)
    const [, skipped] = buildkit.exec(text) ?? []
    if (skipped !== undefined) add(null, skipped)
  }
  return found
}

/** A comment of ours, which turns rules off if it has a reason. */
export interface OwnComment {
  /** From 1. */
  readonly line: number
  readonly names: readonly string[]
  readonly hasReason: boolean
}

/** Returns the comments of ours in a file. */
export function ownComments(source: readonly string[]): readonly OwnComment[] {
  return source.flatMap((text, index) => {
    if (text.length > 4096) return []
    const [, names, reason = ''] =
      /#\s*create-go-docker\s+ignore\s*=\s*([^\s]*)(.*)$/.exec(text) ?? []
    return names === undefined
      ? []
      : [{ line: index + 1, names: names.split(','), hasReason: reason.trim() !== '' }]
  })
}

/** Returns whether a name in a comment means a rule. */
export function isNamed({ id, name, overlaps }: Rule, word: string): boolean {
  return [id, `audit/${id}`, name, ...overlaps].some(
    (each) => each.toLowerCase() === word.trim().toLowerCase(),
  )
}

/** Returns the number of the next line that is neither empty nor a comment. */
function nextContent(source: readonly string[], index: number): number {
  for (let at = index + 1; at < Math.min(source.length, index + 100); at++) {
    if (!/^\s*(?:#|$)/.test(source[at] ?? '')) return at + 1
  }
  return index + 1
}

/** Returns whether comments turn a rule off at a line. `skip=all` turns off what BuildKit has too. */
export function isSuppressed(
  suppressions: Suppressions,
  { id, name, overlaps }: Rule,
  line: number | null,
): boolean {
  const names = [id, `audit/${id}`, name, ...overlaps].map((each) => each.toLowerCase())
  const ofFile = suppressions.get(null)
  if (ofFile?.has('all') === true && overlaps.some((each) => !/^DL\d/.test(each))) return true
  return [ofFile, line === null ? undefined : suppressions.get(line)].some((set) =>
    names.some((each) => set?.has(each)),
  )
}
