import { type CheckedRepository, checkRepository } from '../../generators/check-repository.ts'
import { dockerizeName } from '../../generators/dockerize/names.ts'
import type { Finding } from '../../generators/finding.ts'
import { areLocal, type Lock, lockPath } from '../../generators/plan/lock.ts'
import { some } from '../../generators/plan/some.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { CheckFlags, CheckSaid } from '../argv/check-line.ts'
import { prefixIn } from '../git/top.ts'
import type { Io } from '../io.ts'
import { packageName, packageVersion } from '../package.ts'
import type { CheckEnded, CheckEnding } from '../report/check/ending.ts'
import { checkOutcome } from '../report/check/outcome.ts'
import type { Outcome } from '../report/outcome.ts'
import { isSerious } from '../report/serious.ts'
import { visible } from '../report/text.ts'
import type { LastRender } from '../request/last-render.ts'
import { stopAfter } from './stop-after.ts'

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
    return { ...stopAfter(error, flags, io), ...(directory === undefined ? {} : { directory }) }
  }
}

async function check(
  directory: string,
  { failOn, fix, format, online, verify }: CheckFlags,
  io: Io,
  table: Table,
): Promise<CheckEnded> {
  const fixing = fix ? await import('./fix.ts') : undefined
  const recovered = (await fixing?.undo(directory)) ?? []
  const today = new Date().toISOString().slice(0, 10)
  const found = await checkRepository(directory, today)
  const last = lastRender(directory, found.lock, io, table)
  await refuseSparse(directory, found, io)
  const restored = (await fixing?.restore(directory, found, { last, io, table })) ?? []
  const compared = restored.length > 0 ? await checkRepository(directory, today) : found
  const proof = verify ? await verifyLock(compared.lock, await last()) : []
  const stale = online ? await staleIn(compared.lock, directory, io, table) : []
  const checked = { ...compared, findings: [...proof, ...compared.findings, ...stale] }
  const fails = checked.findings.some(({ severity }) => isSerious(severity, failOn))
  return {
    ...checked,
    warnings: [...recovered, ...checked.warnings],
    directory,
    prefix: prefixIn(directory, io.cwd),
    kind: fails ? 'findings' : 'done',
    restored,
    differenceLines:
      format === 'text' ? await differencesIn(directory, checked, verify, last, io) : () => [],
  }
}

/** @throws UnavailableError when files are missing only because git has left them out */
async function refuseSparse(
  directory: string,
  { findings }: CheckedRepository,
  io: Io,
): Promise<void> {
  const missing = findings.flatMap(({ rule, file }) =>
    rule === 'drift/missing' && file !== null ? [file] : [],
  )
  if (missing.length === 0) return
  const { sparseProblem } = await import('../git/tracked.ts')
  const problem = await sparseProblem('check', directory, missing, io)
  if (problem !== undefined) throw new UnavailableError([problem])
}

/** Returns a function that renders for a lock, at most once. */
function lastRender(
  directory: string,
  lock: Lock,
  io: Io,
  table: Table,
): () => Promise<LastRender> {
  let rendered: Promise<LastRender> | undefined
  const render = async () => {
    const { lastRenderOf } = await import('../request/last-render.ts')
    return lastRenderOf(lock, directory, io, table)
  }
  return () => (rendered ??= render())
}

/** Compares a lock with what its templates render. @throws UnavailableError if they can't be had */
async function verifyLock(lock: Lock, rendered: LastRender): Promise<readonly Finding[]> {
  const { lockFindings } = await import('../../generators/check/verify.ts')
  if ('problems' in rendered) {
    const problems = rendered.problems.map(({ what, ...fix }) => ({
      what: `cannot verify ${lockPath}: ${what}`,
      ...fix,
    }))
    throw new UnavailableError(problems)
  }
  const { tree } = rendered
  if (lock.generator === dockerizeName) {
    const what = `cannot verify ${lockPath}: the code of a dockerized repository decides what is rendered`
    const fix = 'Use create-go-docker dockerize --dry-run to see what it renders now.'
    throw new UnavailableError([{ what, fix }])
  }
  if (tree !== undefined) return lockFindings(lock, tree)
  const sources = lock.layers.map(({ name, version }) => `${name} ${version}`).join(', ')
  throw new UnavailableError([
    {
      what: `cannot verify ${lockPath}: this version does not have the templates of ${sources}`,
      fix: `Use the version that wrote it: npx ${packageName}@VERSION check --verify`,
    },
  ])
}

/** Returns what is newer than the layers of a lock. @throws UnavailableError if that can't be known */
async function staleIn(
  lock: Lock,
  directory: string,
  io: Io,
  table: Table,
): Promise<readonly Finding[]> {
  const [{ staleFindings }, { availableFor }] = await Promise.all([
    import('../../generators/check/stale.ts'),
    import('../request/available.ts'),
  ])
  return staleFindings(lock.layers, await availableFor(lock, directory, io, table))
}

/**
 * A check is offline, so what a package or a repository would render comes from git's objects, unless
 * it was rendered anyway.
 */
async function differencesIn(
  directory: string,
  checked: CheckedRepository,
  isRendered: boolean,
  last: () => Promise<LastRender>,
  io: Io,
): Promise<CheckEnded['differenceLines']> {
  if (checked.findings.length === 0) return () => []
  const [{ restorationOf }, { differenceLines }, { blobsIn }, { contentsIn }] = await Promise.all([
    import('../request/restoration.ts'),
    import('../report/difference.ts'),
    import('../git/blobs.ts'),
    import('../../generators/plan/contents.ts'),
  ])
  const isHere = isRendered || areLocal(checked.lock)
  const rendered = isHere ? await last() : { tree: undefined }
  const { changes, left } = await restorationOf(checked, [
    async () => contentsIn('tree' in rendered ? rendered.tree : undefined),
    (ids) => blobsIn(directory, ids, io),
  ])
  const leftBy = (reason: (typeof left)[number]['why']) =>
    left.flatMap(({ path, why }) => (why === reason ? [path] : []))
  const notShown = (why: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : ['', `Not shown, because ${why}: ${visible(some(paths))}`]
  return (style) => [
    ...changes.flatMap((change) =>
      change.status === 'create' ? [] : ['', ...differenceLines(change, style, 'as written')],
    ),
    ...notShown(
      `git does not have the template's text${isHere ? ', and the templates here render another' : ', which --verify gets from the layers'}`,
      leftBy('content'),
    ),
    ...notShown(
      'the markers around lines of your own are not where the template has them',
      leftBy('marker'),
    ),
  ]
}
