/** The lines that mark the start and end of our lines in a file that also has the user's. */
export interface Markers {
  readonly begin: string
  readonly end: string
}

/**
 * The result of looking for a marked block; `broken` if there is not exactly one pair of markers,
 * in order.
 */
export type Found =
  | { readonly kind: 'none' | 'broken' }
  | {
      readonly kind: 'found'
      readonly before: string
      /** The block with its markers, with LF line endings only. */
      readonly block: string
      readonly after: string
    }

/** Returns the markers for a layer's lines in a file, as comments in that file's language. */
export function markersOf(path: string, layer: string): Markers {
  const comment = (text: string) => (path.endsWith('.md') ? `<!-- ${text} -->` : `# ${text}`)
  return { begin: comment(`BEGIN ${layer}`), end: comment(`END ${layer}`) }
}

/** Returns lines as a marked block. */
export function asBlock(lines: string, { begin, end }: Markers): string {
  return `${begin}\n${withFinalNewline(lines)}${end}\n`
}

/** Returns a rendered text as a marked block: one that can be appended is rendered without markers. */
export function renderedBlock(text: string, markers: Markers): string {
  return text.startsWith(`${markers.begin}\n`) ? text : asBlock(text, markers)
}

/** Finds the marked block in a text, with any line endings. */
export function findBlock(text: string, { begin, end }: Markers): Found {
  // Some editors write a byte order mark.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const lines = text.slice(mark.length).match(/[^\n]*\n|[^\n]+$/g) ?? []
  const positions = (marker: string) =>
    lines.flatMap((line, index) => (line.trimEnd() === marker ? [index] : []))
  const [begins, ends] = [positions(begin), positions(end)]
  const [first, last] = [begins[0], ends[0]]
  if (first === undefined && last === undefined) return { kind: 'none' }
  const onePair = begins.length === 1 && ends.length === 1
  if (!onePair || first === undefined || last === undefined || first > last) {
    return { kind: 'broken' }
  }
  return {
    kind: 'found',
    before: mark + lines.slice(0, first).join(''),
    block: asBlock(
      lines
        .slice(first + 1, last)
        .join('')
        .replaceAll('\r\n', '\n'),
      { begin, end },
    ),
    after: lines.slice(last + 1).join(''),
  }
}

/** Returns a text with a block added at the end, in the text's own line endings. */
export function appendBlock(text: string, block: string): string {
  return text === '' ? block : `${withFinalNewline(text)}${inLineEndsOf(text, `\n${block}`)}`
}

/** Returns a text with the block that was found replaced by another one. */
export function replaceBlock(text: string, found: Found, block: string): string {
  if (found.kind !== 'found') return appendBlock(text, block)
  return `${found.before}${inLineEndsOf(text, block)}${found.after}`
}

function inLineEndsOf(text: string, block: string): string {
  return isCrlf(text) ? block.replaceAll('\n', '\r\n') : block
}

/** Returns whether most lines of a text end with CRLF: one that was pasted is no reason. */
function isCrlf(text: string): boolean {
  return 2 * text.split('\r\n').length > text.split('\n').length + 1
}

function withFinalNewline(text: string): string {
  if (text === '' || text.endsWith('\n')) return text
  return `${text}${isCrlf(text) ? '\r\n' : '\n'}`
}
