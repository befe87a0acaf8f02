import { posix } from 'node:path'
import type { Facts } from '../dockerize/facts.ts'
import { type Builds, buildsIn } from './builds.ts'
import { at } from './compose/located.ts'
import { composeSetsIn } from './compose/named-files.ts'
import { type ComposeFile, type NoComposeFile, parseCompose } from './compose/parse.ts'
import { type Project, projectsOf } from './compose/project.ts'
import type { ServiceBuild } from './compose/service-build.ts'
import { isForDevelopment } from './development-names.ts'
import { goCommandsIn, usesModule } from './dockerfile/go-commands.ts'
import type { Dockerfile, Stage } from './dockerfile/model.ts'
import { type NoDockerfile, parseDockerfile } from './dockerfile/parse.ts'
import { copiesIn, lastOf, stageNamed } from './dockerfile/stages.ts'
import { isTemplate, kindOf, mayBeCompose } from './find-files.ts'
import { type GoModule, goModulesIn } from './go-modules.ts'
import { below, belowContext, exists, type Repository } from './repository.ts'
import { stagesWithSource } from './sources.ts'

/** What the rules see: a repository, parsed. */
export interface Audited {
  readonly repository: Repository
  readonly dockerfiles: readonly AuditedDockerfile[]
  readonly composeFiles: readonly ComposeFile[]
  readonly projects: readonly Project[]
  /** Files that could not be parsed, and why. */
  readonly broken: readonly (NoDockerfile | NoComposeFile)[]
  readonly modules: readonly GoModule[]
  /** What is known of the Go code: the folder of a module → its facts. */
  readonly facts: ReadonlyMap<string, Facts>
  readonly builds: Builds
  /** The day for which the end of life is judged, as YYYY-MM-DD. */
  readonly asOf: string
}

/** A Dockerfile with what is known around it. */
export interface AuditedDockerfile {
  readonly path: string
  readonly file: Dockerfile
  /** The folder that `COPY` reads from; undefined if it is not known. */
  readonly context: string | undefined
  /** Whether the context is told by a file or by convention, and not guessed from what is copied. */
  readonly isContextCertain: boolean
  /** The stages that get Go code of the repository. */
  readonly withSource: ReadonlySet<Stage>
  /** The module that it builds. */
  readonly module: GoModule | undefined
  /** What is known of the module's code. */
  readonly facts: Facts | undefined
  /** The last stage, and those that something builds as a target. */
  readonly finals: readonly Stage[]
  /** Those that something of Compose starts with a command of its own. */
  readonly commanded: readonly Stage[]
  /** Whether it is for development or tests, by its name. */
  readonly isForDevelopment: boolean
}

/** What an audit may be told beside the repository. */
export interface AuditInput {
  readonly asOf: string
  /** What is known of the Go code: the folder of a module → its facts. */
  readonly facts: ReadonlyMap<string, Facts>
}

/** Parses a repository for the rules. */
export function auditedOf(repository: Repository, { asOf, facts }: AuditInput): Audited {
  const { texts } = repository
  const parsed = [...texts].flatMap(([path, text]) =>
    kindOf(path) === 'dockerfile' && !isTemplate(path) ? [parseDockerfile(path, text)] : [],
  )
  const read = [...texts].flatMap(([path, text]): readonly (ComposeFile | NoComposeFile)[] => {
    const isNamed = kindOf(path) === 'compose'
    if (!isNamed && !(mayBeCompose(path) && /^services:/m.test(text))) return []
    const file = parseCompose(path, text)
    if ('root' in file) return at(file.root, 'services') === undefined && !isNamed ? [] : [file]
    return isNamed ? [file] : []
  })
  const composeFiles = read.filter((one): one is ComposeFile => 'root' in one)
  const projects = projectsOf(composeFiles, texts, composeSetsIn(repository))
  const builds = buildsIn(repository, projects)
  const modules = goModulesIn(repository)
  const commands = commandedIn(projects)
  const dockerfiles = parsed.flatMap((one) =>
    'stages' in one ? [withSurroundings(one, repository, builds, modules, facts, commands)] : [],
  )
  const broken = [...parsed, ...read].filter(
    (one): one is NoDockerfile | NoComposeFile => 'why' in one,
  )
  return { repository, dockerfiles, composeFiles, projects, broken, modules, facts, builds, asOf }
}

/** Returns the builds of the services that have a command of their own. */
function commandedIn(projects: readonly Project[]): readonly ServiceBuild[] {
  return projects.flatMap(({ services }) =>
    [...services.values()].flatMap(({ build, node }) =>
      build !== undefined && ['command', 'entrypoint'].some((key) => at(node, key) !== undefined)
        ? [build]
        : [],
    ),
  )
}

function withSurroundings(
  file: Dockerfile,
  repository: Repository,
  builds: Builds,
  modules: readonly GoModule[],
  facts: ReadonlyMap<string, Facts>,
  commands: readonly ServiceBuild[],
): AuditedDockerfile {
  const { path } = file
  const own = builds.known.filter(({ dockerfile }) => dockerfile === path)
  const { context, isCertain } = contextOf(
    file,
    own.flatMap(({ context }) => context ?? []),
    repository,
  )
  const withSource = stagesWithSource(file, isCertain ? context : undefined, repository)
  const module = isForeign(file, withSource) ? undefined : moduleOf(file, context, modules)
  const last = file.stages.at(-1)
  const targets = own.flatMap(({ target }) => stageNamed(file, target) ?? [])
  return {
    path,
    file,
    context,
    isContextCertain: isCertain,
    withSource,
    module,
    facts: module === undefined ? undefined : facts.get(module.folder),
    finals: [...new Set([...(last === undefined ? [] : [last]), ...targets])],
    commanded: commands
      .filter(({ dockerfile }) => dockerfile === path)
      .flatMap(({ target }) => (target === undefined ? last : stageNamed(file, target)) ?? []),
    isForDevelopment: isForDevelopment(path),
  }
}

/** Returns the build context: as told, the only folder that it can be, or the one that has the sources. */
function contextOf(
  file: Dockerfile,
  told: readonly string[],
  repository: Repository,
): { readonly context: string | undefined; readonly isCertain: boolean } {
  const folder = posix.dirname(file.path)
  const sources = file.stages
    .flatMap((stage) => copiesIn(file, stage))
    .flatMap(({ from, sources }) => (from === undefined ? sources : []))
    .filter((source) => !/[*?[$]|^https?:|^git@/.test(source))
  const fits = (context: string) =>
    sources.every((source) => {
      const path = belowContext(context, source)
      return path === undefined || exists(repository, path)
    })
  if (told.includes('..')) return { context: undefined, isCertain: false }
  const [first] = told
  if (first !== undefined) {
    const distinct = new Set(told)
    return { context: told.find(fits) ?? first, isCertain: distinct.size === 1 }
  }
  if (folder === '.') return { context: '.', isCertain: true }
  const guess = [folder, '.', posix.dirname(folder)].find(fits)
  return { context: guess, isCertain: false }
}

/** Returns whether a Dockerfile compiles only what it downloads or clones, and nothing of the repository. */
function isForeign(file: Dockerfile, withSource: ReadonlySet<Stage>): boolean {
  const building = file.stages.filter((stage) =>
    goCommandsIn(file, stage).some((command) => usesModule(command)),
  )
  return building.length > 0 && building.every((stage) => !withSource.has(stage))
}

/**
 * Returns the module that a Dockerfile builds: the one whose go.mod it copies, the one it lies in, or
 * the only one whose folder it copies.
 */
function moduleOf(
  file: Dockerfile,
  context: string | undefined,
  modules: readonly GoModule[],
): GoModule | undefined {
  const byFolder = new Map(modules.map((module) => [module.folder, module]))
  const sources = file.stages
    .flatMap((stage) => copiesIn(file, stage))
    .flatMap(({ sources, from }) => (from === undefined ? sources : []))
  if (context !== undefined) {
    const copied = sources
      .filter((source) => /(?:^|\/)go\.(?:mod|\*)$/.test(source))
      .flatMap((source) => below(context, posix.dirname(source.replace(/^\/+/, ''))) ?? [])
    const folders = [...copied, context]
    const found = folders.flatMap((folder) => byFolder.get(folder) ?? [])[0]
    if (found !== undefined) return found
  }
  for (let at = posix.dirname(file.path); ; at = posix.dirname(at)) {
    const found = byFolder.get(at)
    if (found !== undefined) return found
    if (at === '.') break
  }
  const whole = sources.flatMap(
    (source) => byFolder.get(belowContext(context ?? '.', source) ?? '') ?? [],
  )
  return new Set(whole).size === 1 ? whole[0] : undefined
}

/** Returns whether a stage's image starts a program, and is not only files to export. */
export function startsProgram(stage: Stage): boolean {
  return lastOf(stage, 'CMD') !== undefined || lastOf(stage, 'ENTRYPOINT') !== undefined
}
