import { posix } from 'node:path'
import type { AuditedDockerfile } from './audited.ts'
import { compiledMains } from './compiled.ts'
import { baseOf, compiledFor } from './dockerfile/capabilities.ts'
import { goFlag, isTool } from './dockerfile/go-commands.ts'
import type { Dockerfile, Stage } from './dockerfile/model.ts'
import {
  absolute,
  type Copy,
  copiesIn,
  lastOf,
  lineage,
  stageNamed,
  workingFolder,
} from './dockerfile/stages.ts'

/**
 * Returns whether what an image starts is a binary that its Dockerfile compiles, and no script, no
 * shell and no program of its base.
 */
export function startsOwnBinary(dockerfile: AuditedDockerfile, stage: Stage): boolean {
  const { file } = dockerfile
  const word = startedPlace(stage)?.word
  if (word === undefined) return false
  const names = binariesFor(dockerfile, stage)
  const folder = workingFolder(file, stage, stage.instructions.length)
  const path = word.includes('/') ? absolute(word, folder) : undefined
  const isCompiledHere = compiledFor(file, stage).some((command) =>
    lineage(stage).includes(command.stage),
  )
  return (
    (isCompiledHere && names.has(posix.basename(word))) ||
    lineage(stage)
      .flatMap((one) => copiesIn(file, one))
      .some((copy) => doesBring(file, copy, { word, path, names }))
  )
}

/** Returns whether a stage's base gives it no ENTRYPOINT, which would get a CMD as its arguments. */
export function hasPlainBase(stage: Stage): boolean {
  const { kind, service } = baseOf(stage)
  return !service && ['empty', 'minimal', 'system', 'go'].includes(kind)
}

/** Returns the program that a stage starts, and the line that says so, if it is a plain word. */
export function startedPlace(
  stage: Stage,
): { readonly word: string; readonly line: number } | undefined {
  const entry = lastOf(stage, 'ENTRYPOINT')?.instruction
  if (entry === undefined && !hasPlainBase(stage)) return undefined
  const instruction = entry ?? lastOf(stage, 'CMD')?.instruction
  if (instruction === undefined) return undefined
  const { exec, text, line } = instruction
  const word = exec === undefined ? /^[\w./-]+(?=[\w./:= -]*$)/.exec(text)?.[0] : exec[0]
  return word === undefined || word === '' ? undefined : { word, line }
}

/** Returns the names of the binaries that the commands for a stage make of the repository. */
function binariesFor(dockerfile: AuditedDockerfile, stage: Stage): ReadonlySet<string> {
  const { file, facts, withSource } = dockerfile
  const commands = compiledFor(file, stage).filter(
    (command) => withSource.has(command.stage) && !isTool(command),
  )
  return new Set(
    commands.flatMap((command) => {
      const output = goFlag(command, 'o')?.replaceAll(/["']/g, '')
      const mains = (compiledMains(dockerfile, command) ?? facts?.mains ?? []).map(
        ({ name }) => name,
      )
      if (output === undefined) return mains
      return output.endsWith('/') ? mains : [posix.basename(output), ...mains]
    }),
  )
}

/** Returns whether a copy brings one of some binaries to where a word starts it. */
function doesBring(
  file: Dockerfile,
  { from, sources, target, stage }: Copy,
  {
    word,
    path,
    names,
  }: {
    readonly word: string
    readonly path: string | undefined
    readonly names: ReadonlySet<string>
  },
): boolean {
  if (target === undefined || stageNamed(file, from, stage.index) === undefined) return false
  const name = posix.basename(word)
  const isStarted = (place: string | undefined) =>
    path === undefined ? posix.basename(place ?? '') === name : place === path
  return sources.some((source) => {
    const own = posix.basename(source)
    if (names.has(own)) return isStarted(target) || isStarted(absolute(own, target))
    const isBelow = path === undefined || path.startsWith(target === '/' ? '/' : `${target}/`)
    return names.has(name) && isBelow
  })
}
