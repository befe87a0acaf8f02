import { type CheckedRepository, checkRepository } from '../../generators/check-repository.ts'
import { apply } from '../../generators/disk/apply.ts'
import { takenBackFindings } from '../../generators/disk/interrupted.ts'
import { recover } from '../../generators/disk/transaction/index.ts'
import type { Finding } from '../../generators/finding.ts'
import { type Lock, lockPath } from '../../generators/plan/lock.ts'
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
  const recovered = fix ? takenBackFindings(await recover(directory)) : []
  const found = await checkRepository(directory)
  const restored = fix ? await restore(directory, found, io, table) : []
  const compared = restored.length > 0 ? await checkRepository(directory) : found
  const proof = verify ? await verifyLock(compared.lock, table) : []
  const checked = { ...compared, findings: [...proof, ...compared.findings] }
  const fails = checked.findings.some(({ severity }) => isSerious(severity, failOn))
  return {
    ...checked,
    warnings: [...recovered, ...checked.warnings],
    directory,
    kind: fails ? 'findings' : 'done',
    restored,
    differenceLines: format === 'text' ? await differencesIn(checked, table) : () => [],
  }
}

/** Compares a lock with what its templates render. @throws UnavailableError if they are not these */
async function verifyLock(lock: Lock, table: Table): Promise<readonly Finding[]> {
  const [{ treeOfLock }, { lockFindings }] = await Promise.all([
    import('../../generators/tree-of-lock.ts'),
    import('../../generators/check/verify.ts'),
  ])
  const tree = treeOfLock(lock, table)
  if (tree !== undefined) return lockFindings(lock, tree)
  const sources = lock.layers.map(({ name, version }) => `${name} ${version}`).join(', ')
  throw new UnavailableError([
    {
      what: `cannot verify ${lockPath}: this version does not have the templates of ${sources}`,
      fix: `Use the version that wrote it: npx ${packageName}@VERSION check --verify`,
    },
  ])
}

/** Restores drifted files, all or none; returns their paths. */
async function restore(
  directory: string,
  checked: CheckedRepository,
  io: Io,
  table: Table,
): Promise<readonly string[]> {
  const { restorationWithGit } = await import('../request/restoration.ts')
  const { changes, left } = await restorationWithGit(directory, checked, io, table)
  if (left.length > 0) throw new UnavailableError(left.map(unavailable))
  if (changes.length > 0) await apply({ directory, exists: true, changes }, { signal: io.signal })
  return changes.map(({ path }) => path)
}

function unavailable(path: string) {
  return {
    what: `cannot restore ${path}: its original content is not available, or something is in the way`,
    fix: 'Restore it from git.',
  }
}

async function differencesIn(
  checked: CheckedRepository,
  table: Table,
): Promise<CheckEnded['differenceLines']> {
  if (checked.findings.length === 0) return () => []
  const [{ restorationOf }, { differenceLines }] = await Promise.all([
    import('../request/restoration.ts'),
    import('../report/difference.ts'),
  ])
  const { changes } = restorationOf(checked, table)
  return (style) =>
    changes.flatMap((change) =>
      change.status === 'create' ? [] : ['', ...differenceLines(change, style, 'as written')],
    )
}
