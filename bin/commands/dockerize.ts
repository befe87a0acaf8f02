import { apply } from '../../generators/disk/apply.ts'
import { readDestination } from '../../generators/disk/destination.ts'
import type { Design } from '../../generators/dockerize/design.ts'
import type { Facts } from '../../generators/dockerize/facts.ts'
import { type Change, conflicts } from '../../generators/plan/change.ts'
import { type Destination, factsOf } from '../../generators/plan/destination.ts'
import { some } from '../../generators/plan/some.ts'
import { planDockerize } from '../../generators/plan-dockerize.ts'
import type { Planned } from '../../generators/plan-tree.ts'
import { type Problem, ProblemsError } from '../../generators/problem.ts'
import { defaultName } from '../../generators/questions/defaults.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Value } from '../../generators/questions/table.ts'
import type { DockerizeFlags, DockerizeSaid } from '../argv/dockerize-line.ts'
import { type Io, whyNotAsk } from '../io.ts'
import { packageVersion } from '../package.ts'
import type { DockerizeEnding } from '../report/dockerize/ending.ts'
import { dockerizeOutcome } from '../report/dockerize/outcome.ts'
import { nextCommands } from '../report/next-steps.ts'
import type { Outcome } from '../report/outcome.ts'
import { designRequest } from '../request/dockerize-asked.ts'
import { moduleFacts } from '../request/module-facts.ts'
import { orTell, recovered } from '../request/planner.ts'
import { stopAfter } from './stop-after.ts'

/** Dockerizes a repository. Returns its outcome and never rejects. */
export async function runDockerize(said: DockerizeSaid, io: Io): Promise<Outcome> {
  return dockerizeOutcome(await ended(said, io))
}

async function ended({ flags, problems }: DockerizeSaid, io: Io): Promise<DockerizeEnding> {
  if (problems.length > 0) return { kind: 'usage', problems }
  try {
    return await dockerize(flags, io)
  } catch (error) {
    return stopAfter(error, flags, io)
  }
}

async function dockerize(flags: DockerizeFlags, io: Io): Promise<DockerizeEnding> {
  const directory = resolveDirectory(flags.directory, io)
  // What a killed run left must not be taken for the user's.
  const found = await recovered(directory, flags)
  const destination = readDestination(directory)
  const there = factsOf(destination, 'dockerize')
  if (there.problems.length > 0) throw new ProblemsError(there.problems)
  const facts = await io.interruptibly(() => moduleFacts(directory, io))
  const { name: recordedName, module: _, ...recorded } = there.recorded ?? { name: undefined }
  const name =
    flags.name ??
    recordedName ??
    defaultName({ directory: flags.directory, answers: { module: facts.module } }, io, there) ??
    'app'
  const given: Readonly<Record<string, Value>> = { ...valuesOf(recorded), ...flags.given }
  const decision = flags.onConflict === 'fail' ? undefined : (flags.onConflict ?? 'keep')
  const request = {
    directory,
    destination,
    name,
    facts,
    given,
    version: packageVersion,
    decision,
    found,
  }
  const plan = (decided: typeof decision) =>
    orTell(found, io, () => planDockerize({ ...request, decision: decided }))
  // Overwriting a Dockerfile changes the other files, too, so that it is planned by itself.
  const first = await plan(decision === 'overwrite' ? decision : undefined)
  const edited = flags.onConflict === undefined ? editedIn(first.planned, destination) : []
  if (edited.length > 0 && !flags.dryRun) throw new ProblemsError([mergeable(edited)])
  const asks =
    !flags.yes &&
    !flags.dryRun &&
    whyNotAsk(io) === undefined &&
    first.design.problems.length + first.design.wrong.length === 0
  const { design, planned, shown } = asks
    ? await designRequest(request, first.design, flags, io)
    : { ...first, planned: decision === 'keep' ? kept(first.planned) : first.planned, shown: false }
  return finished({ directory, destination, facts, design, planned, shown }, flags, io)
}

/** Returns a plan in which the user's files stay. */
function kept(planned: Planned): Planned {
  return planned.decide(new Map(planned.plan.changes.map(({ path }) => [path, 'keep'] as const)))
}

/** Returns the files that we wrote, and that now differ in the code's view and by the user's edits. */
function editedIn({ plan }: Planned, { recorded }: Destination): readonly string[] {
  const files = recorded.lock?.files ?? {}
  return conflicts(plan).flatMap(({ path }) =>
    Object.hasOwn(files, path) && files[path]?.kept !== true ? [path] : [],
  )
}

function mergeable(edited: readonly string[]): Problem {
  return {
    what: `${some(edited)} ${edited.length === 1 ? 'was' : 'were'} edited since the last run, and the code asks for something else`,
    fix: 'Use create-go-docker update, which merges both, or --on-conflict keep or overwrite.',
  }
}

/** What is left to do once nothing is open. */
interface Decided {
  readonly directory: string
  readonly destination: Destination
  readonly facts: Facts
  readonly design: Design
  readonly planned: Planned
  /** Whether the plan was shown before it was confirmed. */
  readonly shown: boolean
}

async function finished(decided: Decided, flags: DockerizeFlags, io: Io): Promise<DockerizeEnding> {
  const { directory, destination, facts, design, planned, shown } = decided
  const { plan, warnings } = planned
  const result = { directory, facts, design, plan, warnings, verbose: flags.verbose }
  // A dry run shows what is known, whatever is unresolved.
  if (flags.dryRun) return { kind: 'dry-run', ...result }
  const { wrong, problems } = design
  if (wrong.length > 0) return { kind: 'usage', problems: wrong }
  if (problems.length > 0) return { kind: 'failure', ...result, problems }
  if (conflicts(plan).length > 0) return { kind: 'conflict', ...result }
  await orTell(warnings, io, () => apply(plan, { signal: io.signal }))
  const hasServer = design.images.some(({ main }) => main.kind !== 'cli')
  // The go command itself is not needed, so neither is a go.work that it accepts.
  const commands = nextCommands({
    directory: flags.directory,
    place: io,
    destination: { names: plan.changes.some(isCompose) ? destination.names : new Set() },
  })
  // A Compose file of the user's starts what it does, but need not have our services.
  const isOurs = plan.changes.some((change) => isCompose(change) && change.status !== 'keep')
  return {
    kind: 'done',
    ...result,
    shown,
    next: hasServer ? commands : commands.map(runInstead(design, isOurs)),
  }
}

function isCompose({ path }: Change): boolean {
  return path === 'docker-compose.yml'
}

/** A repository without a server has nothing that Compose could start. */
function runInstead({ images, context }: Design, isOurs: boolean): (command: string) => string {
  const target = images.at(-1)?.target ?? ''
  const instead = isOurs
    ? `docker compose run --build --rm ${target}`
    : `docker build${context.folder === '.' ? '' : ' -f Dockerfile'} ${context.folder}`
  return (command) => (command.startsWith('docker compose') ? instead : command)
}

function valuesOf(recorded: object): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(recorded))
}
