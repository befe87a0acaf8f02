/** The lines that mark where a template leaves room for the user's own lines. */
const begin = /^\s*# BEGIN local\s*$/
const end = /^\s*# END local\s*$/

/** A text in pieces: those of the template, and the user's lines after each but the last. */
interface Pieces {
  readonly template: readonly string[]
  readonly local: readonly string[]
}

/**
 * Returns a text without the user's lines between `# BEGIN local` and `# END local`. The markers
 * stay, so that only a template can make room.
 */
export function withoutLocalLines(text: string): string {
  return piecesOf(text).template.join('')
}

/**
 * Returns a text with the user's lines of another one in the same rooms; undefined if the other one
 * has such lines, but not the same rooms, so that they would get lost or come to another place.
 */
export function withLocalLines(text: string, from: string): string | undefined {
  const { template } = piecesOf(text)
  const { template: around, local } = piecesOf(from)
  if (local.every((own) => own === '')) return text
  if (!areAlike(template, around)) return undefined
  return template.map((piece, index) => piece + (local[index] ?? '')).join('')
}

/**
 * Returns whether two templates have the same rooms: equally many, and no line that both have stands
 * between other rooms.
 */
function areAlike(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  const others = placesOf(b)
  return [...placesOf(a)].every(([line, places]) => {
    const moves = others.get(line)?.map((count, index) => count - (places[index] ?? 0)) ?? []
    return !(Math.min(...moves) < 0 && Math.max(...moves) > 0)
  })
}

/** Returns how often each line is in each piece; empty lines say nothing about a place. */
function placesOf(pieces: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [index, piece] of pieces.entries()) {
    for (const line of piece.split('\n').map((line) => line.trim())) {
      if (line === '') continue
      const counts = places.get(line) ?? pieces.map(() => 0)
      places.set(line, counts.with(index, (counts[index] ?? 0) + 1))
    }
  }
  return places
}

/** Returns whether a text has lines of the user in its rooms, or may have: a marker is missing. */
export function hasLocalLines(text: string): boolean {
  return hasLoneMarker(text) || withoutLocalLines(text) !== text
}

/** Returns the lines of each room for the user's, with its markers and the comment above it. */
export function roomsIn(lines: readonly string[]): readonly string[] {
  const room: string[] = []
  let start = 0
  while (start < lines.length) {
    const first = lines.findIndex((line, index) => index >= start && begin.test(line))
    const last = lines.findIndex((line, index) => index > first && end.test(line))
    if (first === -1 || last === -1) break
    const isComment = (line: string) => line.startsWith('#') && !end.test(line)
    const above = lines.slice(start, first).findLastIndex((line) => !isComment(line))
    room.push(...lines.slice(start + above + 1, last + 1))
    start = last + 1
  }
  return room
}

/** Returns whether a text has one of the two markers without the other, so that nobody knows whose lines are whose. */
export function hasLoneMarker(text: string): boolean {
  let isOpen = false
  for (const line of text.split('\n')) {
    const marker = begin.test(line) ? 'begin' : end.test(line) ? 'end' : undefined
    if (marker === undefined) continue
    if (isOpen === (marker === 'begin')) return true
    isOpen = !isOpen
  }
  return isOpen
}

function piecesOf(text: string): Pieces {
  const template: string[] = []
  const local: string[] = []
  let piece = ''
  let own: string | undefined
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (own === undefined) {
      piece += line
      if (begin.test(line)) {
        template.push(piece)
        ;[piece, own] = ['', '']
      }
    } else if (end.test(line)) {
      local.push(own)
      ;[piece, own] = [line, undefined]
    } else own += line
  }
  // Without an end, nothing is the user's.
  if (own === undefined) return { template: [...template, piece], local }
  const last = template.pop() ?? ''
  return { template: [...template, last + own], local }
}
