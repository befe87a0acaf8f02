import { apply } from '../../generators/disk/apply.ts'
import { snapshot } from '../../generators/disk/snapshot.ts'
import { builtIn } from '../../generators/layers/built-in.ts'
import { compare, conflicts, decide, decisionIn, type Plan } from '../../generators/plan/plan.ts'
import type { Prepared } from '../../generators/plopfile.ts'
import type { Request } from '../../generators/questions/answers.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { buildService } from '../../generators/service.ts'
import type { Flags } from '../argv/flags.ts'
import { type Io, patiently, print } from '../io.ts'
import { packageName, packageVersion } from '../package.ts'
import { packageManager } from '../package-manager.ts'
import { Stopped } from '../report/ending.ts'
import { nextCommands, repeatCommand } from '../report/repeat.ts'
import { planLines, summaryLines } from '../report/report.ts'
import type { Ending, GitOutcome } from '../report/result.ts'
import { styleFor } from '../report/style.ts'
import { visible } from '../report/text.ts'
import { destinationFacts } from './destination.ts'
import { gitFactsAt, type Judged } from './request.ts'

/**
 * A create, from what was said, which was judged, to its end: asks, and returns the steps that follow. Each takes what those before it left;
 * what can't go on throws, and a dry run has no step after the plan.
 * @param end is told how the run ended, when it went all the way
 */
export async function startCreate(
  judged: Judged,
  io: Io,
  table: Table,
  end: (ending: Ending) => void,
): Promise<Prepared> {
  const { flags } = judged
  const { request, plan: shown } = await requestFrom(judged, io, table)
  const planned = once(async () => shown ?? (await planFor(request, flags, io, table)))
  const repeatOf = (plan: Plan): string => {
    const onConflict = flags.onConflict ?? decisionIn(plan)
    return repeatCommand({
      request,
      flags: { git: flags.git, ...(onConflict === undefined ? {} : { onConflict }) },
      version: packageVersion,
      manager: packageManager(io.env),
      platform: io.platform,
      table,
    })
  }

  const plan = async (): Promise<string> => {
    const plan = await planned()
    if (conflicts(plan).length > 0) throw new Stopped({ kind: 'conflict', request, plan })
    if (flags.dryRun) end({ kind: 'dry-run', request, plan, repeat: repeatOf(plan) })
    return `${plan.changes.length} files for ${plan.directory}`
  }
  const write = async (): Promise<string> => {
    const plan = await planned()
    const { setAside } = await apply(plan, { signal: io.signal })
    if (setAside.length > 0) print(io.stderr, setAside.map(setAsideLine))
    return plan.directory
  }
  const finish = async (): Promise<string> => {
    const plan = await planned()
    const git = flags.git
      ? await patiently(
          io,
          'Committing to git; hooks and signing may take a while …',
          commitOf(plan, request, io),
        )
      : ({ done: false, reason: '--no-git was given' } as const)
    const next = nextCommands(request.directory, io.platform)
    end({ kind: 'done', request, plan, git, repeat: repeatOf(plan), next })
    const commit = git.done ? 'committed' : `nothing was committed: ${git.reason}`
    return `${commit}; next: ${next.join(' && ')}`
  }

  return {
    answers: request.answers,
    steps: [
      { type: 'plan', run: plan },
      ...(flags.dryRun
        ? []
        : ([
            { type: 'apply', run: write },
            { type: 'finish', run: finish },
          ] as const)),
    ],
  }
}

/** Returns what is asked for: by questions where they can be asked, else by what was said alone. */
async function requestFrom(
  { flags, verdict }: Judged,
  io: Io,
  table: Table,
): Promise<{ readonly request: Request; readonly plan?: Plan }> {
  if (verdict.kind === 'request') return verdict
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
      table,
      destinationFacts: (directory) => destinationFacts(directory, io),
      gitFacts: (directory) => gitFactsAt(directory, io),
      preview: (request) => planFor(request, flags, io, table),
      summary: ({ request, plan }) => [
        ...planLines(plan, style),
        '',
        ...summaryLines(request, style, table),
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

/** Returns the plan for a request as the disk is now, conflicts settled as far as the flags do. */
async function planFor(
  request: Request,
  { onConflict }: Flags,
  io: Io,
  table: Table,
): Promise<Plan> {
  const { layers, integrity } = builtIn()
  const generator = { name: packageName, version: packageVersion, integrity }
  const tree = buildService(request.answers, layers, generator, table)
  const directory = resolveDirectory(request.directory, io)
  const plan = compare(directory, tree, await snapshot(directory, tree))
  if (onConflict !== 'keep' && onConflict !== 'overwrite') return plan
  return decide(plan, new Map(conflicts(plan).map(({ path }) => [path, onConflict])))
}

/** Commits what was written, as the first commit of a repository that has none. */
async function commitOf(plan: Plan, { answers }: Request, io: Io): Promise<GitOutcome> {
  const { firstCommit } = await import('../git/first-commit.ts')
  return firstCommit({
    directory: plan.directory,
    paths: plan.changes.filter(({ status }) => status !== 'keep').map(({ path }) => path),
    message: `Create ${answers.name} with ${packageName} ${packageVersion}`,
    env: io.env,
    signal: io.signal,
  })
}

function setAsideLine(path: string): string {
  return `A run that was killed had moved a file of yours, and its place was taken since: it is ${visible(path)}`
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
