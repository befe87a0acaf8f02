import type { Facts, Main } from '../dockerize/facts.ts'

/**
 * Returns whether the ports of a main are known to be those on which it listens if some words start
 * it: a sub-command may listen elsewhere, and so may a program with an address that is not known, or
 * one that a script starts with arguments of its own.
 */
export function arePortsSure(
  facts: Facts | undefined,
  main: Main,
  words: readonly string[],
): boolean {
  if (words.some((word) => /\.(?:ba)?sh$/.test(word))) return false
  if (facts === undefined || !main.arguments.every((argument) => words.includes(argument))) {
    return false
  }
  return !facts.unknown.some(
    ({ about, source }) => about !== 'tag' && !isOfAnother(facts, main, source),
  )
}

/** Returns whether a place is in the folder of another main. */
function isOfAnother({ mains }: Facts, main: Main, source: string): boolean {
  const isIn = ({ path }: Main) => path !== '.' && source.startsWith(`${path}/`)
  return !isIn(main) && mains.some((other) => other !== main && isIn(other))
}
