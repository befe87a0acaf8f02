import { parseJson } from '../json.ts'

/** A here-document of an instruction. */
export interface Heredoc {
  readonly name: string
  /** Its lines. */
  readonly lines: readonly Line[]
}

/** A line of a file, from 1. */
export interface Line {
  readonly text: string
  readonly line: number
}

/** An instruction as its lines. */
export interface Block {
  /** In capitals. */
  readonly keyword: string
  /** The last line, that of its here-documents included, from 1. */
  readonly endLine: number
  /** Its own lines, without comments and empty ones; there is at least one. */
  readonly lines: readonly Line[]
  readonly heredocs: readonly Heredoc[]
  /** The name of a here-document that no line ends. */
  readonly unended?: string
}

/** Returns the character that continues lines: a backslash, or what `# escape=` at the top says. */
export function escapeCharacterOf(source: readonly string[]): string {
  for (const text of source) {
    const [, name, value] = /^\s*#\s*([a-z]\w*)\s*=\s*(\S+)\s*$/i.exec(text) ?? []
    if (name === undefined) break
    if (name.toLowerCase() === 'escape' && (value === '`' || value === '\\')) return value
  }
  return '\\'
}

/**
 * Returns the instructions of a Dockerfile as BuildKit splits them. The time is proportional to the
 * lines; that of dockerfile-ast, with which a test compares it, grows with their square.
 */
export function blocksOf(source: readonly string[], escapeCharacter: string): readonly Block[] {
  const blocks: Block[] = []
  for (let at = 0; at < source.length; ) {
    if (isSkipped(source[at] ?? '')) {
      at += 1
      continue
    }
    const lines: Line[] = []
    for (let isOpen = true; isOpen && at < source.length; at += 1) {
      const text = source[at] ?? ''
      if (isSkipped(text)) continue
      lines.push({ text, line: at + 1 })
      isOpen = isContinued(text, escapeCharacter)
    }
    const text = oneLine(lines, escapeCharacter)
    const heredocs: Heredoc[] = []
    let unended: string | undefined
    for (const marker of markersIn(text)) {
      const end = endOf(marker, source, at)
      if (end === source.length) unended ??= marker.name
      heredocs.push({ name: marker.name, lines: linesFrom(source, at, end) })
      at = Math.min(end + 1, source.length)
    }
    const open = unended === undefined ? {} : { unended }
    blocks.push({ keyword: keywordOf(text), endLine: at, lines, heredocs, ...open })
  }
  return blocks
}

/** Returns whether BuildKit skips a line, also within an instruction. */
function isSkipped(text: string): boolean {
  return /^\s*(?:#|$)/.test(text)
}

/** Returns whether the next line continues a line; two of the characters at its end continue nothing. */
export function isContinued(text: string, escapeCharacter: string): boolean {
  const trimmed = text.trimEnd()
  return trimmed.endsWith(escapeCharacter) && trimmed.at(-2) !== escapeCharacter
}

/** Returns lines as one, without the escapes at their ends. */
export function oneLine(lines: readonly Line[], escapeCharacter: string): string {
  return lines
    .map(({ text }) => (isContinued(text, escapeCharacter) ? text.trimEnd().slice(0, -1) : text))
    .join('')
    .trim()
}

function keywordOf(text: string): string {
  return (/^\S+/.exec(text)?.[0] ?? '').toUpperCase()
}

/** The start of a here-document: `<<NAME`, or `<<-NAME` if tabs before its end are ignored. */
interface Marker {
  readonly name: string
  readonly ignoresTabs: boolean
}

/** Returns the here-documents that an instruction starts. */
function markersIn(text: string): readonly Marker[] {
  if (!text.includes('<<')) return []
  const [, rest] = /^(?:ONBUILD\s+)?(?:ADD|COPY|RUN)\s+(.*)$/is.exec(text) ?? []
  if (rest === undefined || (rest.startsWith('[') && Array.isArray(parseJson(rest)))) return []
  const words = rest.match(/(?:[^\s"'\\]+|"(?:\\.|[^"\\])*"?|'[^']*'?|\\.?)+/gs) ?? []
  return words.flatMap((word) => {
    const [, dash, name] = /^\d*<<(-?)([^<]+)$/.exec(word) ?? []
    if (name === undefined) return []
    return [{ name: name.replaceAll(/["']|\\(?=.)/g, ''), ignoresTabs: dash === '-' }]
  })
}

/** Returns the index of the line that ends a here-document; the number of lines if none does. */
function endOf({ name, ignoresTabs }: Marker, source: readonly string[], start: number): number {
  for (let at = start; at < source.length; at += 1) {
    const text = source[at] ?? ''
    if ((ignoresTabs ? text.replace(/^\t+/, '') : text) === name) return at
  }
  return source.length
}

function linesFrom(source: readonly string[], start: number, end: number): readonly Line[] {
  return source.slice(start, end).map((text, index) => ({ text, line: start + index + 1 }))
}
