import { type CheckedRepository, checkRepository } from '../../generators/check-repository.ts'
import type { Finding } from '../../generators/finding.ts'
import { type Lock, lockPath } from '../../generators/plan/lock.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import { type Problem, ProblemsError } from '../../generators/problem.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { CheckFlags, CheckSaid } from '../argv/check-line.ts'
import type { Io } from '../io.ts'
import { packageName, packageVersion } from '../package.ts'
import type { CheckEnded, CheckEnding } from '../report/check/ending.ts'
import { checkOutcome } from '../report/check/outcome.ts'
import type { Outcome } from '../report/outcome.ts'
import { isSerious } from '../report/serious.ts'
import { stopOf } from '../report/stop.ts'

/** Runs a check. Returns its outcome and never rejects. */
export async function runCheck(said: CheckSaid, io: Io, table: Table): Promise<Outcome> {
  return checkOutcome(await ended(said, io, table), packageVersion)
}

async function ended({ flags, problems }: CheckSaid, io: Io, table: Table): Promise<CheckEnding> {
  if (problems.length > 0) return { kind: 'usage', problems }
  let directory: string | undefined
  try {
    directory = resolveDirectory(flags.directory, io)
    return await check(directory, flags, io, table)
  } catch (error) {
    return { ...stopOf(error), ...(directory === undefined ? {} : { directory }) }
  }
}

async function check(
  directory: string,
  { failOn, fix, format, verify }: CheckFlags,
  io: Io,
  table: Table,
): Promise<CheckEnded> {
  const fixing = fix ? await import('./fix.ts') : undefined
  const recovered = (await fixing?.undo(directory)) ?? []
  const found = await checkRepository(directory)
  const last = lastRender(directory, found.lock, io, table)
  const restored = (await fixing?.restore(directory, found, last, io)) ?? []
  const compared = restored.length > 0 ? await checkRepository(directory) : found
  const why = () => whyNoHouse(directory, compared.lock, io, table)
  const proof = verify ? await verifyLock(compared.lock, await last(), why) : []
  const checked = { ...compared, findings: [...proof, ...compared.findings] }
  const fails = checked.findings.some(({ severity }) => isSerious(severity, failOn))
  return {
    ...checked,
    warnings: [...recovered, ...checked.warnings],
    directory,
    kind: fails ? 'findings' : 'done',
    restored,
    differenceLines:
      format === 'text' ? await differencesIn(directory, checked, last, io) : () => [],
  }
}

/** Returns what the templates in a lock render; undefined if they can't be had. */
type LastRender = () => Promise<Tree | undefined>

/** Returns a function that renders for a lock, at most once. */
function lastRender(directory: string, lock: Lock, io: Io, table: Table): LastRender {
  const render = async () => {
    const [{ treeOfLock }, { lockedHouse }] = await Promise.all([
      import('../../generators/tree-of-lock.ts'),
      import('../request/house.ts'),
    ])
    return treeOfLock(lock, table, await lockedHouse(lock, directory, io, table))
  }
  let rendered: Promise<Tree | undefined> | undefined
  return () => (rendered ??= render())
}

/** Returns why the house layers of a lock can't be had; nothing if they can. */
async function whyNoHouse(
  directory: string,
  lock: Lock,
  io: Io,
  table: Table,
): Promise<readonly Problem[]> {
  const { knownHouse } = await import('../request/house.ts')
  try {
    await knownHouse(lock, directory, io, table)
    return []
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems
    throw error
  }
}

/** Compares a lock with what its templates render. @throws UnavailableError if they can't be had */
async function verifyLock(
  lock: Lock,
  tree: Tree | undefined,
  why: () => Promise<readonly Problem[]>,
): Promise<readonly Finding[]> {
  const { lockFindings } = await import('../../generators/check/verify.ts')
  if (tree !== undefined) return lockFindings(lock, tree)
  const problems = await why()
  if (problems.length > 0) throw new UnavailableError(problems)
  const sources = lock.layers.map(({ name, version }) => `${name} ${version}`).join(', ')
  throw new UnavailableError([
    {
      what: `cannot verify ${lockPath}: this version does not have the templates of ${sources}`,
      fix: `Use the version that wrote it: npx ${packageName}@VERSION check --verify`,
    },
  ])
}

/** A check is offline, so what a package or a repository would render comes from git's objects. */
async function differencesIn(
  directory: string,
  checked: CheckedRepository,
  last: LastRender,
  io: Io,
): Promise<CheckEnded['differenceLines']> {
  if (checked.findings.length === 0) return () => []
  const [{ restorationOf }, { differenceLines }] = await Promise.all([
    import('../request/restoration.ts'),
    import('../report/difference.ts'),
  ])
  const isLocal = checked.lock.layers.every(({ use = './' }) => !/^(npm|git):/.test(use))
  const known = isLocal ? await last() : undefined
  const { changes } = await restorationOf(directory, checked, known, io)
  return (style) =>
    changes.flatMap((change) =>
      change.status === 'create' ? [] : ['', ...differenceLines(change, style, 'as written')],
    )
}
