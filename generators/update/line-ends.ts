import {
  type Entry,
  type Files,
  isBinary,
  type MergeEngine,
  sameEntry,
  type Trees,
} from './merge.ts'

/**
 * Returns an engine for which line endings are no difference: it merges with LF, and a merged file
 * has the line endings of ours, or those of the template if the file is new.
 */
export function withLineEnds(engine: MergeEngine): MergeEngine {
  return async (trees, labels) => {
    const merged = await engine(
      { base: allInLf(trees.base), ours: allInLf(trees.ours), theirs: allInLf(trees.theirs) },
      labels,
    )
    const moved = new Map(merged.renames.map(({ from, to }) => [to, from]))
    const files = new Map(
      [...merged.files].map(([path, entry]) => {
        const from = moved.get(path)
        const spelled = restored(path, entry, trees) ?? (from && restored(from, entry, trees))
        return [path, spelled || entry] as const
      }),
    )
    return { ...merged, files }
  }
}

/** Returns a merged file in the line endings of the path; undefined if the path is of no side. */
function restored(path: string, entry: Entry, trees: Trees): Entry | undefined {
  const [base, ours, theirs] = [trees.base, trees.ours, trees.theirs].map((side) => side.get(path))
  const model = ours ?? theirs
  if (model === undefined) return undefined
  const isTemplates = theirs !== undefined && sameEntry(inLf(theirs), entry)
  if (isTemplates && sameEntry(base, ours)) return theirs
  if (sameEntry(inLf(model), entry)) return model
  return isCrlf(model) ? inCrlf(entry) : entry
}

function allInLf(files: Files): Files {
  return new Map([...files].map(([path, entry]) => [path, inLf(entry)]))
}

/** Returns whether every line of a text ends with CRLF. */
function isCrlf(entry: Entry): boolean {
  if (entry.mode === '120000' || isBinary(entry)) return false
  const text = Buffer.from(entry.content).toString('latin1')
  return text.includes('\r\n') && !/(?<!\r)\n/.test(text)
}

/** Returns a text whose lines all end with CRLF with LF instead; any other entry as it is. */
export function inLf<One extends Entry>(entry: One): One {
  if (!isCrlf(entry)) return entry
  const text = Buffer.from(entry.content).toString('latin1').replaceAll('\r\n', '\n')
  return { ...entry, content: Buffer.from(text, 'latin1') }
}

/** Returns a text whose lines end with LF with CRLF instead. */
function inCrlf<One extends Entry>(entry: One): One {
  const text = Buffer.from(entry.content)
    .toString('latin1')
    .replaceAll(/(?<!\r)\n/g, '\r\n')
  return { ...entry, content: Buffer.from(text, 'latin1') }
}
