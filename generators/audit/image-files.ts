import type { Audited, AuditedDockerfile } from './audited.ts'
import { at, settingsOf, wordsOf } from './compose/located.ts'
import { mountsOf } from './compose/mounts.ts'
import type { Service } from './compose/project.ts'
import { servicesIn } from './compose/services.ts'
import { commandsOfLineage, copiedInto } from './dockerfile/capabilities.ts'
import type { Stage } from './dockerfile/model.ts'
import { neededBy } from './dockerfile/stages.ts'
import { environmentOf } from './dockerfile/variables.ts'
import { belowContext } from './repository.ts'
import { programWords } from './shipped.ts'

/**
 * Returns whether a copy, or a mount of Compose, may bring a path into a container.
 * @param mayBeInFolders whether a folder that is copied may have it: not if the repository has no such file
 */
export function isBrought(
  path: string,
  mayBeInFolders: boolean,
  { file, path: dockerfile, context }: AuditedDockerfile,
  stage: Stage,
  audited: Audited,
): boolean {
  const { repository } = audited
  const isPattern = (source: string) => /[*?[]/.test(source)
  const covers = (target: string) =>
    target === '/' || path === target || path.startsWith(`${target}/`)
  const program = programWords(stage)
  // The program itself is a file; another name without a dot may be a folder.
  const isFile = (source: string, from: string | undefined) => {
    const name = source.split('/').at(-1) ?? ''
    if (from === undefined) return repository.paths.has(belowContext(context ?? '.', source) ?? '')
    return (
      name !== '' &&
      (/[^.]\.\w+$/.test(name) || program.some((word) => word.split('/').at(-1) === name))
    )
  }
  const copied = copiedInto(file, stage).some(({ target, sources, from }) => {
    if (target === undefined) return true
    const folder = target === '/' ? '' : target
    const beside = sources.some((source) =>
      covers(`${folder}/${source.split('/').filter(Boolean).at(-1) ?? ''}`),
    )
    return (
      beside ||
      path === target ||
      (covers(target) &&
        (mayBeInFolders || from !== undefined || sources.some(isPattern)) &&
        sources.some((source) => !isFile(source, from)))
    )
  })
  const mounted = servicesIn(audited)
    .filter(({ service }) => service.build?.dockerfile === dockerfile)
    .some(
      (member) =>
        mountsOf(member).some(({ target }) => target === undefined || covers(target)) ||
        ['configs', 'secrets', 'working_dir'].some(
          (key) => at(member.service.node, key) !== undefined,
        ),
    )
  return copied || mounted
}

/** Returns whether a command of a build mentions a file, and so may make it. */
export function isMentioned(path: string, { file }: AuditedDockerfile, stage: Stage): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return [...neededBy(file, stage)].some((one) =>
    commandsOfLineage(file, one).some(({ run }) => run.text.includes(name)),
  )
}

/** Returns whether a flag or a variable of an image tells the program another path for a file. */
export function isToldByImage(path: string, { file }: AuditedDockerfile, stage: Stage): boolean {
  const variables = [...environmentOf(file, stage)].map(
    ([name, value]) => [name, value ?? ''] as const,
  )
  return [...flagsIn(programWords(stage)), ...variables].some(([name, value]) =>
    isAbout(path, name, value),
  )
}

/** Returns whether a flag or a variable of a service tells the program another path for a file. */
export function isToldByCompose(path: string, { node }: Service): boolean {
  const words = ['entrypoint', 'command'].flatMap((key) => wordsOf(at(node, key)))
  const variables = [...settingsOf(at(node, 'environment'))].map(
    ([name, { value }]) => [name, value ?? ''] as const,
  )
  return [...flagsIn(words), ...variables].some(([name, value]) => isAbout(path, name, value))
}

/** Returns the flags among some words, `-conf a` and `--conf=a`, with their values. */
function flagsIn(words: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return words.flatMap((word, at) => {
    const [, name = '', value] = /^--?([\w.-]+)(?:=(.*))?$/s.exec(word) ?? []
    return name === '' ? [] : [[name, value ?? words[at + 1] ?? ''] as const]
  })
}

/** Returns whether a setting is likely to be the path of a file: by its name, or by its value's. */
function isAbout(path: string, name: string, value: string): boolean {
  if (!/[/.]/.test(value) || value.startsWith('-')) return false
  const names = path
    .toLowerCase()
    .split('/')
    .map((part) =>
      part
        .replace(/^\.+/, '')
        .replace(/\.\w+$/, '')
        .replace(/s$/, ''),
    )
  const [last = ''] = value.toLowerCase().split('/').filter(Boolean).slice(-1)
  const words = [...name.toLowerCase().split(/[^a-z\d]+/), last]
  const isAlike = (a: string, b: string) =>
    a.length > 2 && b.length > 2 && (a.startsWith(b) || b.startsWith(a))
  const extension = /[^.](\.\w+)$/
  const own = extension.exec(path)?.[1]
  return (
    names.some((one) => words.some((word) => isAlike(word, one))) ||
    (own !== undefined && own === extension.exec(value)?.[1])
  )
}
