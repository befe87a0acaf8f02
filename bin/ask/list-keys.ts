import { type Press, pressOf } from './keys.ts'

const moves: ReadonlySet<string | undefined> = new Set(['up', 'down', 'j', 'k', 'tab'])

/**
 * Translates a key for a list, because prompts doesn't support Home, End or numbers, and beeps at
 * unknown keys.
 */
export function movesOf(press: Press, count: number): readonly Press[] {
  const { text = '', key } = press
  const number = /^[1-9]$/.test(text) ? Number(text) : 0
  if (number > 0) return number <= count ? to(number - 1) : []
  if (key.name === 'home' || key.name === 'pageup') return to(0)
  if (key.name === 'end' || key.name === 'pagedown') return to(count - 1)
  const passes = isSubmit(press) || ends(press, true) || (!key.ctrl && moves.has(key.name))
  return passes ? [press] : []
}

/** Returns the keys that move to an item from anywhere. */
export function to(index: number): readonly Press[] {
  return [pressOf('a', true), ...Array.from({ length: index }, () => pressOf('down'))]
}

/** Returns whether a key answers a question. */
export function isSubmit({ key: { name } }: Press): boolean {
  return name === 'return' || name === 'enter'
}

/**
 * Returns whether a key ends a question without an answer; Ctrl-D does if there is nothing to
 * delete.
 */
export function ends({ key: { name, ctrl = false } }: Press, empty: boolean): boolean {
  if (name === 'abort' || name === 'escape') return true
  return ctrl && (name === 'c' || (name === 'd' && empty))
}
