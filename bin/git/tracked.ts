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
