import type { Context } from './context.ts'

/**
 * A part of a template, as positions in its source: a slice to copy, the name of a variable to
 * print, or a condition with the pieces of both branches.
 */
export type Piece =
  | readonly [start: number, end: number]
  | string
  | readonly [condition: string, whenTrue: Pieces, whenFalse: Pieces]

/** The compiled form of a template: pure data, so nothing in it can run. */
export type Pieces = readonly Piece[]

/** A template's source and its compiled form. */
export interface Compiled {
  readonly text: string
  readonly pieces: Pieces
}

/** A template that can't be compiled or rendered; the message says which one, where, and why. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/**
 * Renders a compiled template without escaping, because the output is not HTML.
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
