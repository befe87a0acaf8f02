import type { Io } from '../io.ts'
import { git, offline } from './git.ts'

/** The time limit for git in milliseconds, because an audit only wants to know. */
const timeout = 5_000

/**
 * Returns the files in a directory that git has although a .gitignore names them; none where git can't
 * tell. Git runs nothing, changes nothing and asks no server.
 */
export async function trackedButIgnored(
  directory: string,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<ReadonlySet<string>> {
  const args = ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard']
  const setting = { directory, env: offline(env), timeout, signal }
  const { ok, stdout } = await git(['--no-optional-locks', ...args], setting)
  return new Set(ok ? stdout.split('\0').filter(Boolean) : [])
}
