import type { Facts, Main } from '../dockerize/facts.ts'
import { type AuditedDockerfile, startsProgram } from './audited.ts'
import { baseOf, compiledFor } from './dockerfile/capabilities.ts'
import type { Dockerfile, Stage } from './dockerfile/model.ts'

/**
 * Returns the stages whose images are for running a program: not those that only export files, nor
 * targets with the Go toolchain, which are for tests and development.
 */
export function programStages({ file, finals }: AuditedDockerfile): readonly Stage[] {
  return finals.filter(
    (stage) =>
      startsProgram(stage) && (baseOf(stage).kind !== 'go' || stage === file.stages.at(-1)),
  )
}

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
