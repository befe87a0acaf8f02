import type { Context } from './context.ts'

/** A template as data: text, the name of a variable, or a condition with the pieces of either side. */
export type Piece =
  | string
  | readonly [variable: string]
  | readonly [condition: string, whenTrue: Pieces, whenFalse: Pieces]

/** What a template is compiled to: nothing in it can run. */
export type Pieces = readonly Piece[]

/** A template that can't be compiled or rendered: which one, where, and why. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/**
 * Renders compiled pieces: text as it is, without escaping, since the output is no HTML.
 * @throws TemplateError when the context lacks a variable
 */
export function render(pieces: Pieces, context: Context): string {
  return pieces.map((piece) => renderPiece(piece, context)).join('')
}

function renderPiece(piece: Piece, context: Context): string {
  if (typeof piece === 'string') return piece
  const [variable] = piece
  if (!Object.hasOwn(context, variable)) {
    throw new TemplateError(`no variable is called ${variable}`)
  }
  const value = context[variable]
  if (piece.length === 1) return String(value)
  return render(value ? piece[1] : piece[2], context)
}
