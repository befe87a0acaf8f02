/** The lines between which our lines stand in a file that is not ours alone. */
export interface Markers {
  readonly begin: string
  readonly end: string
}

/** What a text has of a marked block; `broken` where its markers are not one pair in order. */
export type Found =
  | { readonly kind: 'none' | 'broken' }
  | {
      readonly kind: 'found'
      readonly before: string
      /** The block with its markers, with line feeds alone. */
      readonly block: string
      readonly after: string
    }

/** Returns the markers of a layer's lines in a file, as comments of that file's language. */
export function markersOf(path: string, layer: string): Markers {
  const comment = (text: string) => (path.endsWith('.md') ? `<!-- ${text} -->` : `# ${text}`)
  return { begin: comment(`BEGIN ${layer}`), end: comment(`END ${layer}`) }
}

/** Returns lines as a marked block. */
export function asBlock(lines: string, { begin, end }: Markers): string {
  return `${begin}\n${withFinalNewline(lines)}${end}\n`
}

/** Looks for the marked block of a text, whatever ends its lines. */
export function findBlock(text: string, { begin, end }: Markers): Found {
  // A byte order mark, which some editors write.
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

/** Returns a text with a block behind all that it holds, in the text's own line ends. */
export function appendBlock(text: string, block: string): string {
  return text === '' ? block : `${withFinalNewline(text)}${inLineEndsOf(text, `\n${block}`)}`
}

/** Returns a text in which another block stands in the place of the one that was found. */
export function replaceBlock(text: string, found: Found, block: string): string {
  if (found.kind !== 'found') return appendBlock(text, block)
  return `${found.before}${inLineEndsOf(text, block)}${found.after}`
}

function inLineEndsOf(text: string, block: string): string {
  return text.includes('\r\n') ? block.replaceAll('\n', '\r\n') : block
}

function withFinalNewline(text: string): string {
  if (text === '' || text.endsWith('\n')) return text
  return `${text}${text.includes('\r\n') ? '\r\n' : '\n'}`
}
