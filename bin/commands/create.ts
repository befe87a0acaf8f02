import { apply } from '../../generators/disk/apply.ts'
import { commandsOf, type NamedCommand } from '../../generators/house/trust.ts'
import { type Change, conflicts, isWork, type Plan } from '../../generators/plan/change.ts'
import { decisionIn } from '../../generators/plan/decide.ts'
import type { Planned } from '../../generators/plan-tree.ts'
import type { Answers, Request } from '../../generators/questions/answers.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { Flags } from '../argv/create-line.ts'
import { type Io, patiently } from '../io.ts'
import { packageName, packageVersion } from '../package.ts'
import { packageManager } from '../package-manager.ts'
import { type CommandResult, commandsAs } from '../report/commands.ts'
import {
  CommandError,
  ConflictError,
  type Done,
  type Ending,
  type GitOutcome,
  InterruptedError,
} from '../report/create/ending.ts'
import { nextCommands, type Written } from '../report/next-steps.ts'
import { repeatCommand } from '../report/repeat.ts'
import { signalOf } from '../report/stop.ts'
import { requestFrom } from '../request/asked.ts'
import type { Judged } from '../request/judged.ts'
import { orTell, planner } from '../request/planner.ts'

/** A step after the questions, as shown by plop. */
export interface Step {
  readonly type: 'plan' | 'apply' | 'finish'
  /** Runs the step, at most once; returns the text that plop shows. */
  readonly run: () => Promise<string>
}

/** A create after its questions: the steps that remain, in this order. */
export interface Run {
  readonly answers: Answers
  readonly steps: readonly Step[]
  /** Returns how the run ended; rejects if it was stopped. */
  readonly ended: () => Promise<Ending>
}

/**
 * Starts a create: asks, and returns the remaining steps. Each step uses the results of those
 * before it.
 */
export async function startCreate(judged: Judged, io: Io, table: Table): Promise<Run> {
  const { house } = judged
  const uses = house?.recordedIn(io.cwd).flatMap(({ use }) => use ?? []) ?? []
  // The layers of a record belong to the repeat command, too.
  const flags = { ...judged.flags, layers: uses }
  const commands = commandsOf(house?.layers ?? [])
  // A dry run shows every file.
  const detail = flags.verbose || flags.dryRun ? 'full' : 'folded'
  const planFor = planner(judged, io, table)
  const { request, planned: shown } = await requestFrom(judged, planFor, io, table)
  const { answers } = request
  const planned = once(async () => {
    const made = shown ?? (await planFor(request))
    const { plan, warnings } = made
    if (conflicts(plan).length > 0) throw new ConflictError({ request, plan, warnings, detail })
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
        commands: commandsAs('planned', plan.changes.some(isWork) ? commands : []),
        repeat: repeatOf(request, plan, { flags, io, table }),
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
    const seen = shown !== undefined
    return finish(request, await planned(), { flags, io, table, commands, seen })
  })
  const last = async (): Promise<string> => {
    const { git, next } = await ended()
    const commit = git.done ? 'committed to git' : `not committed to git: ${git.reason}`
    const remedy = git.done || git.remedy === undefined ? [] : [git.remedy]
    return [commit, ...remedy, `next: ${next.join(' && ')}`].join('; ')
  }
  const steps: readonly Step[] = [
    { type: 'plan', run: plan },
    { type: 'apply', run: applied },
    { type: 'finish', run: last },
  ]
  return { answers, steps, ended }
}

/**
 * Runs the commands of the layers, commits what was written, and returns how the run ended.
 * @param terms `seen` is whether the plan was shown before it was confirmed
 */
async function finish(
  request: Request,
  { plan, warnings, destination }: Planned,
  terms: Terms & { readonly commands: readonly NamedCommand[]; readonly seen: boolean },
): Promise<Done> {
  const { flags, io, seen } = terms
  const written = { request, plan, warnings }
  const commands = plan.changes.some(isWork) ? await ran(terms.commands, written, terms) : []
  const git: GitOutcome = flags.git
    ? await patiently(
        io,
        'Committing to git; hooks and signing may take a while …',
        commitOf(plan, request, io),
      )
    : noGit
  if (!git.done && io.signal.aborted) {
    throw new InterruptedError({ ...written, commands, git, ...signalOf(io.signal) })
  }
  const next = nextCommands({
    directory: request.directory,
    place: io,
    destination,
    ...(uncommitted(git, plan) ?? {}),
  })
  return {
    kind: 'done',
    ...(seen ? {} : { detail: flags.verbose ? 'full' : 'folded' }),
    ...written,
    commands,
    git,
    repeat: repeatOf(request, plan, terms),
    next,
  }
}

/**
 * Runs the commands of layers, if there are any.
 * @throws CommandError when one fails, InterruptedError when the run must stop
 */
async function ran(
  commands: readonly NamedCommand[],
  written: Pick<Planned, 'plan' | 'warnings'> & { readonly request: Request },
  { flags, io }: Terms,
): Promise<readonly CommandResult[]> {
  if (commands.length === 0) return []
  const { runCommands } = await import('../request/run-commands.ts')
  const { plan } = written
  const { problem, ...run } = await runCommands(commands, plan.directory, io, flags)
  if (problem === undefined) return run.commands
  const git: GitOutcome = flags.git
    ? {
        done: false,
        reason: 'a command of a layer did not succeed',
        remedy: 'Run it, then commit the files.',
      }
    : noGit
  if (io.signal.aborted)
    throw new InterruptedError({ ...written, ...run, git, ...signalOf(io.signal) })
  throw new CommandError({ ...written, ...run, git, problems: [problem] })
}

const noGit: GitOutcome = { done: false, reason: '--no-git was given' }

/** Returns where the existing repository is, if the user still has to commit to it. */
function uncommitted(git: GitOutcome, { changes }: Plan): Pick<Written, 'repository'> | undefined {
  if (git.done || git.repository === undefined || !changes.some(isWork)) return undefined
  return { repository: git.repository }
}

/** What a create needs to run. */
interface Terms {
  readonly flags: Flags
  readonly io: Io
  readonly table: Table
}

/**
 * Returns the command that does the same again; null if no single flag has the effect of all
 * decisions.
 */
function repeatOf(request: Request, plan: Plan, { flags, io, table }: Terms): string | null {
  const onConflict = flags.onConflict ?? decisionIn(plan)
  if (onConflict === 'mixed') return null
  return repeatCommand({
    request,
    flags: {
      git: flags.git,
      layers: flags.layers,
      ...(onConflict === undefined ? {} : { onConflict }),
    },
    version: packageVersion,
    manager: packageManager(io.env),
    platform: io.platform,
    table,
  })
}

/**
 * Returns whether a path of the tree exists after the plan is applied; a clone needs kept files as
 * well.
 */
function standsThere(change: Change): boolean {
  if (change.status !== 'keep') return change.status !== 'remove'
  const { kind } = change.existing
  return change.file !== undefined && (kind === 'file' || kind === 'symlink')
}

/** Commits everything that the lock describes, as the first commit of a new repository. */
async function commitOf(plan: Plan, { answers }: Request, io: Io): Promise<GitOutcome> {
  const { firstCommit } = await import('../git/first-commit.ts')
  return firstCommit({
    directory: plan.directory,
    paths: plan.changes.filter(standsThere).map(({ path }) => path),
    message: `Create ${answers.name} with ${packageName} ${packageVersion}`,
    env: io.env,
    signal: io.signal,
  })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
