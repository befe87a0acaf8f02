import { posix } from 'node:path'
import { usesOf } from '../plan/go-mod.ts'
import type { AuditedDockerfile } from './audited.ts'
import { folderOf } from './compiled.ts'
import { baseOf, commandsOfLineage, copiedInto } from './dockerfile/capabilities.ts'
import { type GoCommand, settingOf } from './dockerfile/go-commands.ts'
import { stageNamed } from './dockerfile/stages.ts'
import type { GoModule } from './go-modules.ts'
import { below, belowContext, type Repository } from './repository.ts'
import { placesOf, restBelow } from './sources.ts'

/** A folder that a go.mod or a go.work names, and that a stage does not have. */
export interface LeftOut {
  readonly what: 'go.mod replaces a module by' | 'go.work uses'
  /** As it is written there. */
  readonly path: string
}

/** What may bring or change a folder without a COPY. */
const bringing =
  /\bgo (?:work|mod (?:edit|init))\b|\bgit (?:clone|submodule)\b|\b(?:cp|mv|ln|sed|tar|unzip|rm)\b/
const scripted = /^(?:make|task|mage|just)$|\.sh$/

/**
 * Returns the folders of the context that a command of Go needs, by the go.mod or the go.work that it
 * reads, and that nothing brings into its stage.
 */
export function leftOutOf(
  dockerfile: AuditedDockerfile,
  command: GoCommand,
  repository: Repository,
): readonly LeftOut[] {
  const { file, context, module } = dockerfile
  const { stage, run } = command
  if (context === undefined || module === undefined || baseOf(stage).kind !== 'go') return []
  const folder = folderOf(dockerfile, command)
  const commands = commandsOfLineage(file, stage)
  const isUnsure = commands.some(
    (one) => bringing.test(one.run.text) || scripted.test(one.words[0] ?? ''),
  )
  const flags = settingOf(command, 'GOFLAGS')
  if (folder === undefined || isUnsure || (flags !== undefined && flags.value !== '')) return []
  const placesIn = (path: string) => {
    const inContext = posix.relative(context, path) || '.'
    return inContext.startsWith('..') ? undefined : placesOf(file, stage, inContext, run)
  }
  /** Returns whether a folder of the repository is surely not where Go looks for it. */
  const isMissing = (root: string, base: string, path: string) => {
    const own = below(base, path)
    const wanted = posix.join(root, path)
    const places = own === undefined ? undefined : placesIn(own)
    const name = posix.basename(wanted)
    return (
      places !== undefined &&
      !places.some((place) => place === wanted || place.startsWith(`${wanted}/`)) &&
      !commands.some(
        (one) => one.run.text.split(/[\s/"'=,:]+/).includes(name) && one.words[0] !== 'cd',
      ) &&
      copiedInto(file, stage).every(
        ({ target, from }) =>
          target !== undefined &&
          (from === undefined ||
            stageNamed(file, from) !== undefined ||
            !isRelated(target, wanted)),
      )
    )
  }
  const inWorkspace = settingOf(command, 'GOWORK') === undefined
  const workspaces = !inWorkspace ? [] : workspacesIn(dockerfile, command, repository)
  const governing = workspaces.find(({ root }) => isIn(folder, root))
  const roots = (placesIn(module.folder) ?? []).filter((place) => isIn(folder, place))
  const [root] = roots
  return [
    ...(governing?.uses ?? [])
      .filter((path) => isMissing(governing?.root ?? '/', governing?.base ?? '.', path))
      .map((path) => ({ what: 'go.work uses' as const, path })),
    ...(root === undefined || roots.length > 1 ? [] : replacedIn(module))
      .filter((path) => isMissing(root ?? '/', module.folder, path))
      .map((path) => ({ what: 'go.mod replaces a module by' as const, path })),
  ]
}

/** Returns the folders by which a go.mod replaces modules that it requires: Go reads no others. */
export function replacedIn({ replaces, requires }: GoModule): readonly string[] {
  return replaces.flatMap(({ path, module }) => (requires.has(module) ? [path] : []))
}

/** Returns the workspaces whose go.work a stage gets by its name. */
function workspacesIn(
  { file, context = '.' }: AuditedDockerfile,
  { stage }: GoCommand,
  { texts }: Repository,
) {
  return copiedInto(file, stage).flatMap(({ from, sources, target }) =>
    (from === undefined && target !== undefined ? sources : []).flatMap((source) => {
      if (!/(?:^|\/)go\.(?:work|\*)$/.test(source)) return []
      const path = belowContext(context, source.replace(/\*$/, 'work'))
      const text = texts.get(path ?? '')
      if (path === undefined || text === undefined || target === undefined) return []
      const root = target.replace(/\/go\.work$/, '') || '/'
      return [{ root, base: posix.dirname(path), uses: usesOf(text) }]
    }),
  )
}

function isIn(path: string, folder: string): boolean {
  return restBelow(path, folder) !== undefined
}

function isRelated(a: string, b: string): boolean {
  return isIn(a, b) || isIn(b, a)
}
