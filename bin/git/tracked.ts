import { some } from '../../generators/plan/some.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Io } from '../io.ts'
import { git, offline } from './git.ts'

/** The time limit for git in milliseconds, because only a question depends on it. */
const timeout = 5_000

/**
 * Returns the files in a directory that git has although a .gitignore names them; none where git can't
 * tell. Git runs nothing, changes nothing and asks no server.
 */
export async function trackedButIgnored(
  directory: string,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<ReadonlySet<string>> {
  return listed(directory, ['--ignored', '--exclude-standard'], { env, signal })
}

/** The limit of paths on a command line. */
const mostPaths = 500

/** Returns those of some files in a directory that git has; none where git can't tell. */
export async function trackedAmong(
  directory: string,
  paths: readonly string[],
  io: Pick<Io, 'env' | 'signal'>,
): Promise<ReadonlySet<string>> {
  return listed(directory, ['--', ...paths.slice(0, mostPaths)], io)
}

/**
 * Returns why nothing is known of some missing files: a sparse checkout leaves some of them out, so that
 * nobody has deleted these. Undefined if it leaves out none, or git can't tell.
 * @param command what can't be done
 */
export async function sparseProblem(
  command: string,
  directory: string,
  paths: readonly string[],
  io: Pick<Io, 'env' | 'signal'>,
): Promise<Problem | undefined> {
  if (paths.length === 0) return undefined
  const tagged = await listed(directory, ['-t', '--', ...paths.slice(0, mostPaths)], io)
  const sparse = [...tagged].flatMap((line) => (line.startsWith('S ') ? [line.slice(2)] : []))
  if (sparse.length === 0) return undefined
  return {
    what: `cannot ${command} ${directory}: its sparse checkout leaves out ${some(sparse)}`,
    fix: 'Run git sparse-checkout disable, or use another clone.',
  }
}

async function listed(
  directory: string,
  which: readonly string[],
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<ReadonlySet<string>> {
  const args = ['ls-files', '-z', '--cached', ...which]
  const setting = { directory, env: offline(env), timeout, signal }
  const quietly = ['--no-optional-locks', '--literal-pathspecs']
  const { ok, stdout } = await git([...quietly, ...args], setting)
  return new Set(ok ? stdout.split('\0').filter(Boolean) : [])
}
