/** Replaces lines of a file; inserts before `line` if `count` is 0. */
export interface LineEdit {
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly count: number
  readonly lines: readonly string[]
}

/** Creates a file. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

/** What fixes a finding, so that an image still builds and its program still runs. */
export type Edit = LineEdit | NewFile

/**
 * Returns the texts of the files that edits change or create, by path. Of edits of the same lines,
 * the first counts. A file whose lines end with a lone CR stays as it is.
 */
export function edited(
  texts: ReadonlyMap<string, string>,
  edits: readonly Edit[],
): ReadonlyMap<string, string> {
  const results = new Map<string, string>()
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const own = edits.filter((edit) => edit.path === path)
    const [first] = own
    const text = texts.get(path)
    if (first !== undefined && 'text' in first && text === undefined) results.set(path, first.text)
    else if (text !== undefined && !/\r(?!\n)/.test(text)) {
      results.set(path, withLines(text, own.filter(isLineEdit)))
    }
  }
  return results
}

function isLineEdit(edit: Edit): edit is LineEdit {
  return 'lines' in edit
}

function withLines(text: string, edits: readonly LineEdit[]): string {
  const lines = text.split('\n')
  const end = lines[0]?.endsWith('\r') === true ? '\r' : ''
  let above = Number.POSITIVE_INFINITY
  for (const { line, count, lines: own } of edits.toSorted((a, b) => b.line - a.line)) {
    if (line + count > above) continue
    above = line
    lines.splice(line - 1, count, ...own.map((each) => each + end))
  }
  return lines.join('\n')
}
