import { compareVersions } from './versions.ts'

interface Line {
  readonly module: string
  readonly version: string
  readonly sum: string
}

/**
 * Returns the user's go.sum with our missing lines, in Go's order; unchanged if none is missing.
 * Returns undefined if the two have different checksums for a module, or a line is invalid, because
 * a person has to look at that.
 */
export function mergeGoSum(theirs: string, ours: string): string | undefined {
  const there = linesOf(theirs)
  const together = new Map(there)
  for (const [key, line] of linesOf(ours)) {
    if ((there.get(key) ?? line).sum !== line.sum) return undefined
    together.set(key, line)
  }
  if ([...there.values()].some(({ sum }) => sum === '')) return undefined
  return together.size === there.size ? theirs : textOf([...together.values()])
}

/** Returns the lines by module and version; an invalid line has no checksum. */
function linesOf(text: string): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>()
  for (const line of text.split(/\r?\n/).filter((line) => line.trim() !== '')) {
    const [module = '', version = '', sum = '', ...more] = line.trim().split(/\s+/)
    const key = `${module} ${version}`
    const isBroken = more.length > 0 || (lines.get(key)?.sum ?? sum) !== sum
    lines.set(key, { module, version, sum: isBroken ? '' : sum })
  }
  return lines
}

function textOf(lines: readonly Line[]): string {
  return [...lines]
    .sort(inOrder)
    .map(({ module, version, sum }) => `${module} ${version} ${sum}\n`)
    .join('')
}

/** Go sorts by module, then by version, with a module's go.mod after the module. */
function inOrder(a: Line, b: Line): number {
  if (a.module !== b.module) return a.module < b.module ? -1 : 1
  const [[x = '', xFile = ''], [y = '', yFile = '']] = [a.version.split('/'), b.version.split('/')]
  return compareVersions(x, y) || (xFile < yFile ? -1 : 1)
}
