import { apply } from '../../generators/disk/apply.ts'
import { conflicts, type Plan } from '../../generators/plan/change.ts'
import { decisionIn } from '../../generators/plan/decide.ts'
import type { Planned } from '../../generators/plan-service.ts'
import { complete, defaultDirectory, type Request } from '../../generators/questions/answers.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Answers } from '../../generators/questions/options.ts'
import type { Flags } from '../argv/flags.ts'
import { canAsk, type Io, patiently } from '../io.ts'
import { packageName, packageVersion } from '../package.ts'
import { Stopped } from '../report/ending.ts'
import { nextCommands } from '../report/next-steps.ts'
import { packageManager, repeatCommand } from '../report/repeat.ts'
import { findingLines, planLines, summaryLines } from '../report/report.ts'
import type { Cancelled, Done, Ending, GitOutcome } from '../report/result.ts'
import { styleFor } from '../report/style.ts'
import { orTell, type Planner, planner } from './planner.ts'
import { destinationProblem, factsAt, factsFor, preflight, waitingProblems } from './preflight.ts'

/** One thing to do once all is answered, as plop shows it. */
export interface Step {
  readonly type: 'plan' | 'apply' | 'finish'
  /** Does it, once however often it is called; returns what plop shows for it. */
  readonly run: () => Promise<string>
}

/** A create that has its answers: what is left to do, in this order. */
export interface Run {
  readonly answers: Answers
  readonly steps: readonly Step[]
  /** Returns how the run ended; rejects with what stopped it. */
  readonly ended: () => Promise<Ending>
}

/** Begins a create: asks, and returns the steps that follow. Each takes what those before it left. */
export async function startCreate(flags: Flags, io: Io): Promise<Run> {
  const planFor = planner(flags, io)
  const { request, planned: shown } = await requestFrom(flags, io, planFor)
  const { answers } = request
  const planned = once(async () => {
    const made = shown ?? (await planFor(request))
    const { plan, warnings } = made
    if (conflicts(plan).length > 0) throw new Stopped({ kind: 'conflict', request, plan, warnings })
    return made
  })
  const plan = async (): Promise<string> => {
    const { plan } = await planned()
    return `${plan.changes.length} files for ${plan.directory}`
  }
  if (flags.dryRun) {
    const ended = async (): Promise<Ending> => {
      const { plan, warnings } = await planned()
      return {
        kind: 'dry-run',
        request,
        plan,
        warnings,
        repeat: repeatOf(request, plan, flags, io),
      }
    }
    return { answers, steps: [{ type: 'plan', run: plan }], ended }
  }
  const applied = once(async () => {
    const { plan, warnings } = await planned()
    await orTell(warnings, io, () => apply(plan, { signal: io.signal }))
    return plan.directory
  })
  const ended = once(async () => {
    await applied()
    return finish(request, await planned(), flags, io)
  })
  const last = async (): Promise<string> => {
    const { git, next } = await ended()
    const commit = git.done ? 'committed' : `nothing was committed: ${git.reason}`
    return `${commit}; next: ${next.join(' && ')}`
  }
  const steps: readonly Step[] = [
    { type: 'plan', run: plan },
    { type: 'apply', run: applied },
    { type: 'finish', run: last },
  ]
  return { answers, steps, ended }
}

/** Commits what was written, and returns what there is to say. */
async function finish(
  request: Request,
  { plan, warnings, destination }: Planned,
  flags: Flags,
  io: Io,
): Promise<Done> {
  const git = flags.git
    ? await patiently(
        io,
        'Committing to git; hooks and signing may take a while …',
        commitOf(plan, request, io),
      )
    : ({ done: false, reason: '--no-git was given' } as const)
  if (!git.done && io.signal.aborted) throw interruptedAfter(io.signal, { request, plan, git })
  const next = nextCommands({
    directory: request.directory,
    place: io,
    destination,
  })
  return {
    kind: 'done',
    request,
    plan,
    warnings,
    git,
    repeat: repeatOf(request, plan, flags, io),
    next,
  }
}

function repeatOf(request: Request, plan: Plan, flags: Flags, io: Io): string {
  const onConflict = flags.onConflict ?? decisionIn(plan)
  return repeatCommand({
    request,
    flags: { git: flags.git, ...(onConflict === undefined ? {} : { onConflict }) },
    version: packageVersion,
    manager: packageManager(io.env),
    platform: io.platform,
  })
}

/** Returns what is asked for: by questions where they can be asked, else by flags alone. */
async function requestFrom(
  flags: Flags,
  io: Io,
  planFor: Planner,
): Promise<{ readonly request: Request; readonly planned?: Planned }> {
  const ending = await preflight([], { draft: flags, bad: new Set() }, io)
  if (ending !== undefined) throw new Stopped(ending)
  if (flags.yes || !canAsk(io)) {
    const completion = complete(flags, io, await factsFor(flags, io))
    if ('problems' in completion) {
      const waiting = waitingProblems(resolveDirectory(defaultDirectory(flags) ?? '.', io))
      throw new Stopped({ kind: 'usage', problems: [...completion.problems, ...waiting] })
    }
    return completion
  }
  const [{ ask }, { terminalAsker }] = await Promise.all([
    import('../ask/ask.ts'),
    import('../ask/terminal.ts'),
  ])
  const style = styleFor(true, io.env)
  const asker = await terminalAsker(io)
  const confirmed = await ask(
    {
      draft: flags,
      settle: !flags.dryRun && flags.onConflict === undefined,
      confirm: !flags.dryRun,
    },
    asker,
    {
      place: io,
      destinationProblem: (directory) => destinationProblem(directory, io),
      gitFacts: (directory) => factsAt(directory, io),
      preview: planFor,
      summary: ({ request, planned }) => [
        ...planLines(planned.plan, style),
        ...findingLines(planned.warnings, style),
        '',
        ...summaryLines(request, style),
      ],
      difference: async (change) => {
        const { differenceLines } = await import('../report/difference.ts')
        return differenceLines(change, style)
      },
    },
  ).finally(asker.close)
  io.signal.throwIfAborted()
  if (confirmed === undefined) throw new Stopped({ kind: 'cancelled' })
  return confirmed
}

/** Returns what ends a run that was told to stop once its files stood. */
function interruptedAfter({ reason }: AbortSignal, left: Required<Cancelled>['left']): unknown {
  if (!(reason instanceof Stopped) || reason.ending.kind !== 'cancelled') return reason
  return new Stopped({ ...reason.ending, left })
}

/** Commits what was written, as the first commit of a repository that has none. */
async function commitOf(plan: Plan, { answers }: Request, io: Io): Promise<GitOutcome> {
  const { firstCommit } = await import('../git/first-commit.ts')
  return firstCommit({
    directory: plan.directory,
    paths: plan.changes
      .filter(({ status }) => status !== 'keep' && status !== 'remove')
      .map(({ path }) => path),
    message: `Create ${answers.name} with ${packageName} ${packageVersion}`,
    env: io.env,
    signal: io.signal,
  })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
