import type { Design } from './dockerize/design.ts'
import { dockerized } from './dockerize/dockerized.ts'
import { presentOtherwise } from './dockerize/existing.ts'
import type { Facts } from './dockerize/facts.ts'
import { type Finding, warning } from './finding.ts'
import { type Change, type Decision, isWork, type Plan } from './plan/change.ts'
import type { Destination } from './plan/destination.ts'
import { ignoredByDocker } from './plan/dockerignore.ts'
import { rivalWarnings } from './plan/rivals.ts'
import { some } from './plan/some.ts'
import { textIn } from './plan/tree.ts'
import { type Planned, planTree } from './plan-tree.ts'
import type { Value } from './questions/table.ts'

/** The input of a plan to dockerize a repository. */
export interface DockerizeRequest {
  /** The repository, as an absolute path. */
  readonly directory: string
  readonly destination: Destination
  readonly name: string
  readonly facts: Facts
  /** The answers that were given, by option. */
  readonly given: Readonly<Record<string, Value>>
  /** The version of this package. */
  readonly version: string
  /** What to do about every conflict; undefined to leave them open. */
  readonly decision: Decision | undefined
  /** Earlier findings, which come first among the warnings. */
  readonly found: readonly Finding[]
}

/** A plan to dockerize a repository, with the design that it carries out. */
export interface PlannedDockerize {
  readonly design: Design
  readonly planned: Planned
}

/**
 * Plans the container files of a repository.
 * @throws DiskError when the directory can't be read
 */
export async function planDockerize(request: DockerizeRequest): Promise<PlannedDockerize> {
  const { directory, destination, name, facts, given, version, decision, found } = request
  const { intent, lock } = destination.recorded
  const { design, tree, provenance } = dockerized({
    directory,
    name,
    facts,
    given,
    version,
    names: destination.names,
    lock,
    exclude: (intent ?? lock)?.exclude ?? [],
    overwrites: decision === 'overwrite',
  })
  const planned = await planTree({
    directory,
    destination,
    tree,
    provenance,
    decision,
    asksAgain: decision === 'overwrite',
    warningsAbout: (plan) => [
      ...found,
      ...design.warnings,
      ...rivalWarnings(destination, plan),
      ...hidden(plan, design),
      ...kept(plan),
      ...unwritten(destination),
    ],
  })
  return { design, planned }
}

/** Warns about sources and files that the user's own lines of .dockerignore keep from the build. */
function hidden({ changes }: Plan, { images, context }: Design): readonly Finding[] {
  const ignore = changes.find(({ path }) => path === '.dockerignore')
  const text = ignore === undefined ? undefined : textAfter(ignore)
  if (text === undefined || context.folder !== '.') return []
  const needed = ['go.mod', ...images.map(({ main }) => main.source.replace(/:\d+$/, ''))]
  const gone = ignoredByDocker(text, needed)
  if (gone.length === 0) return []
  const message = `.dockerignore hides ${some(gone)} from docker build`
  const remedy = 'Remove the lines that hide them.'
  return [warning('dockerize/hidden', '.dockerignore', message, remedy)]
}

function textAfter(change: Change): string | undefined {
  if (change.status === 'merge') return textIn(change.merged)
  if (isWork(change) && change.status !== 'remove') return textIn(change.file)
  return 'existing' in change && change.existing.kind === 'file'
    ? textIn(change.existing.file)
    : undefined
}

/** Says which files stay as they are, because most people look for a change in them. */
function kept({ changes }: Plan): readonly Finding[] {
  const own = changes.filter(
    ({ status, path }) => status === 'keep' && /ockerfile$|\.yml$/.test(path),
  )
  if (own.length === 0) return []
  const paths = own.map(({ path }) => path)
  const message = `${some(paths)} ${paths.length === 1 ? 'stays as it is' : 'stay as they are'}`
  const remedy = `To replace ${paths.length === 1 ? 'it' : 'them'}, use --on-conflict overwrite.`
  return [{ ...warning('dockerize/kept', null, message, remedy), severity: 'info' }]
}

/** Says which files are not written, because the user has others that mean the same to their tool. */
function unwritten({ names, recorded: { intent, lock } }: Destination): readonly Finding[] {
  const excluded = (intent ?? lock)?.exclude ?? []
  return [...presentOtherwise(names, lock)].flatMap(([path, name]) => {
    if (excluded.includes(path)) return []
    const message = `${name} stays as it is, so that no ${path} is written`
    const remedy = 'To get ours, move yours away and use dockerize again.'
    return [{ ...warning('dockerize/kept', name, message, remedy), severity: 'info' as const }]
  })
}
