import type { Context } from './context.ts'

/**
 * A template as positions in its own text: a slice to copy, the name of a variable to print, or a condition with the
 * pieces of either side.
 */
export type Piece =
  | readonly [start: number, end: number]
  | string
  | readonly [condition: string, whenTrue: Pieces, whenFalse: Pieces]

/** What a template is compiled to: nothing in it can run. */
export type Pieces = readonly Piece[]

/** A template's text, and what Handlebars made of it. */
export interface Compiled {
  readonly text: string
  readonly pieces: Pieces
}

/** A template that can't be compiled or rendered: which one, where, and why. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/**
 * Renders a compiled template: text as it is, without escaping, since the output is no HTML.
 * @throws TemplateError when the context lacks a variable
 */
export function render({ text, pieces }: Compiled, context: Context): string {
  return pieces.map((piece) => renderPiece(text, piece, context)).join('')
}

function renderPiece(text: string, piece: Piece, context: Context): string {
  if (typeof piece === 'string') return String(valueIn(piece, context))
  if (piece.length === 2) return text.slice(...piece)
  const [condition, whenTrue, whenFalse] = piece
  return render({ text, pieces: valueIn(condition, context) ? whenTrue : whenFalse }, context)
}

function valueIn(variable: string, context: Context): string | boolean {
  const value = Object.hasOwn(context, variable) ? context[variable] : undefined
  if (value === undefined) throw new TemplateError(`unknown variable ${variable}`)
  return value
}
