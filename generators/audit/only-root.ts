import { posix } from 'node:path'
import type { Audited, AuditedDockerfile } from './audited.ts'
import { copiedInto } from './dockerfile/capabilities.ts'
import { commandsIn, type RunCommand } from './dockerfile/go-commands.ts'
import type { Dockerfile, Stage } from './dockerfile/model.ts'
import { instructionsOf, neededBy, workingFolder } from './dockerfile/stages.ts'
import { evaluated } from './dockerfile/variables.ts'
import { placesOf } from './sources.ts'

/** Returns whether a stage's program is or works in /root, which no other user may enter. */
export function isInRootFolder(file: Dockerfile, stage: Stage): boolean {
  const isBelow = (path: string | undefined) => /^\/root(?:\/|$)/.test(path ?? '')
  const isNamed = instructionsOf(stage).some(
    (placed) =>
      /^(?:CMD|ENTRYPOINT|ENV)$/.test(placed.instruction.keyword) &&
      /(?<![\w./-])(?:\/root|~)(?![\w.-])/.test(evaluated(file, placed) ?? ''),
  )
  return (
    isNamed ||
    isBelow(workingFolder(file, stage, stage.instructions.length)) ||
    copiedInto(file, stage).some(({ target }) => isBelow(target))
  )
}

/** Returns whether a stage gets files that may be closed to all but their owner, by a mode of COPY or chmod. */
export function mayBeClosed(file: Dockerfile, stage: Stage): boolean {
  const modes = copiedInto(file, stage).flatMap(({ instruction }) =>
    instruction.flags.flatMap(({ name, value }) => (name === 'chmod' ? [value] : [])),
  )
  const commands = [...neededBy(file, stage)].flatMap((one) => commandsIn(file, one))
  return [...modes, ...commands.flatMap(modesIn)].some((mode) => !isOpen(mode))
}

/** Returns the modes that a command sets. */
function modesIn({ words }: RunCommand): readonly string[] {
  const [program, ...rest] = words
  if (program === 'chmod') return rest.filter((word) => !/^-[RfvcH]+$|^--/.test(word)).slice(0, 1)
  // What is made after `umask 077` is as closed as after `chmod 700`.
  if (program === 'umask') return /^0*(?:22|2|0)$/.test(rest[0] ?? '') ? [] : ['700']
  if (program !== 'install' && program !== 'mkdir') return []
  return rest.flatMap((word, at) => {
    const [, own, long] = /^-\w*m(.*)$|^--mode=(.*)$/.exec(word) ?? []
    return own === '' ? (rest[at + 1] ?? []) : (own ?? long ?? [])
  })
}

/** Returns whether everyone may still read and execute a file after a mode was set: `755`, `+x`. */
function isOpen(mode: string): boolean {
  return /^[0-7]*[57]$/.test(mode) || /^(?:[ugo]*[ao][ugo]*)?\+r?x$|^a=r[wx]*x$/.test(mode)
}

/** Returns whether a stage gets a script of the repository that gives up the rights of root. */
export function hasDroppingScript(
  { file, context }: AuditedDockerfile,
  stage: Stage,
  { repository }: Audited,
): boolean {
  if (context === undefined) return false
  return [...repository.texts].some(([path, text]) => {
    if (!path.endsWith('.sh') || !/\b(?:su-exec|gosu|setpriv)\b/.test(text)) return false
    const folder = posix.relative(context, posix.dirname(path))
    return !folder.startsWith('..') && placesOf(file, stage, folder).length > 0
  })
}
