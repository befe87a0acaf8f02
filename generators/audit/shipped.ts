import type { Facts, Main } from '../dockerize/facts.ts'
import { compiledFor } from './dockerfile/capabilities.ts'
import type { Dockerfile, Stage } from './dockerfile/model.ts'

/**
 * Returns the mains that a stage ships, as far as its builds name them; all of the module if none is
 * named, and none if nothing is known of the code.
 */
export function shippedMains(
  file: Dockerfile,
  stage: Stage,
  facts: Facts | undefined,
): readonly Main[] {
  if (facts === undefined) return []
  const words = compiledFor(file, stage).flatMap((command) => command.arguments)
  const named = facts.mains.filter(({ path, package: name }) =>
    words.some(
      (word) =>
        word === name ||
        (path !== '.' && word.replace(/^\.\//, '').replace(/\/(?:main\.go|\*\.go)?$/, '') === path),
    ),
  )
  return named.length > 0 ? named : facts.mains
}
