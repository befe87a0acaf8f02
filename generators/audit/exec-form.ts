import { posix } from 'node:path'
import { escapeRegExp } from '../escape-reg-exp.ts'
import type { Audited, AuditedDockerfile } from './audited.ts'
import { at } from './compose/located.ts'
import { servicesIn } from './compose/services.ts'
import { hasShell } from './dockerfile/capabilities.ts'
import { commandsIn } from './dockerfile/go-commands.ts'
import type { Dockerfile, Instruction, Stage } from './dockerfile/model.ts'
import { copiesIn, lastOf, lineage, neededBy } from './dockerfile/stages.ts'
import type { Repository } from './repository.ts'
import type { Found } from './rule.ts'
import { hasPlainBase } from './started.ts'

/** Words that only a shell knows. */
const builtins =
  /^(?:\.|:|alias|case|cd|command|eval|exec|exit|export|for|function|if|local|read|set|source|test|time|trap|type|ulimit|umask|unset|until|wait|while)$/

/**
 * Returns the edit to the exec form of a CMD or an ENTRYPOINT of plain words; none where that may start
 * something else.
 */
export function execForm(
  audited: Audited,
  dockerfile: AuditedDockerfile,
  stage: Stage,
  instruction: Instruction,
): Pick<Found, 'edit'> {
  const { path, file } = dockerfile
  const { keyword, line, endLine, text } = instruction
  const words = text.split(/\s+/)
  const [program = ''] = words
  const isPlain = /^[\w@%+:,./=\s-]+$/.test(text) && !/^[^\s=]*=/.test(text)
  const isKnown = keyword === 'CMD' || keyword === 'ENTRYPOINT'
  if (!isKnown || !isPlain || line !== endLine) return {}
  if (words.some((word) => builtins.test(word))) return {}
  if (!isAlone(audited, dockerfile, stage, keyword)) return {}
  // Without a shell, nothing has ever started it.
  const isTried = hasShell(file, stage) !== false
  if (isTried && mayNeedShell(program, file, stage, audited.repository)) return {}
  const [, start = `${keyword} `] = /^(\s*\w+\s+)/.exec(file.source[line - 1] ?? '') ?? []
  const array = words.map((word) => JSON.stringify(word)).join(', ')
  return { edit: { path, line, count: 1, lines: [`${start}[${array}]`] } }
}

/**
 * Returns whether what starts a stage has no counterpart, here or in what continues the stage: the exec
 * form of an ENTRYPOINT takes a CMD as its arguments, and that of a CMD is other arguments.
 */
function isAlone(
  audited: Audited,
  { path, file }: AuditedDockerfile,
  stage: Stage,
  keyword: 'CMD' | 'ENTRYPOINT',
): boolean {
  const other = keyword === 'CMD' ? 'ENTRYPOINT' : 'CMD'
  const isBeside = file.stages.some(
    (one) => lineage(one).includes(stage) && lastOf(one, other) !== undefined,
  )
  const isShellOther = lineage(stage).some(({ instructions }) =>
    instructions.some((one) => one.keyword === 'SHELL'),
  )
  if (isBeside || isShellOther) return false
  if (keyword === 'CMD') return hasPlainBase(stage)
  return servicesIn(audited).every(
    ({ service: { build, node } }) =>
      build?.dockerfile !== path || at(node, 'command') === undefined,
  )
}

/** Returns whether a program may be a script without `#!`, which only a shell starts. */
function mayNeedShell(
  program: string,
  file: Dockerfile,
  stage: Stage,
  { paths, links, texts }: Repository,
): boolean {
  const name = posix.basename(program)
  const files = [...paths, ...links].filter((path) => posix.basename(path) === name)
  if (files.length > 0) return files.some((path) => texts.get(path)?.startsWith('#!') !== true)
  const needed = [...neededBy(file, stage)]
  const isWritten = needed
    .flatMap((one) => commandsIn(file, one))
    .some(({ run }) => new RegExp(`>\\s*["']?\\S*${escapeRegExp(name)}`).test(run.text))
  const isBrought = needed
    .flatMap((one) => copiesIn(file, one))
    .some(
      ({ instruction, sources }) =>
        (instruction.heredocs.length > 0 || sources.some((source) => /^https?:/.test(source))) &&
        instruction.text.includes(name),
    )
  return isWritten || isBrought || /\.\w*sh$/.test(name)
}
