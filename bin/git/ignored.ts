import { gitBytes } from './git.ts'
import type { WorkTree } from './work-tree.ts'

/**
 * Returns those of some paths that git ignores and doesn't track; undefined if git can't tell. The
 * paths need not exist.
 */
export async function ignoredAmong(
  { setting }: WorkTree,
  paths: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (paths.length === 0) return new Set()
  const args = ['--no-optional-locks', 'check-ignore', '-z', '--stdin']
  const input = paths.map((path) => `${path}\0`).join('')
  const { ok, exitCode, stdout } = await gitBytes(args, { ...setting, input })
  setting.signal?.throwIfAborted()
  // It exits with 1 if there are none.
  if (!ok && exitCode !== 1) return undefined
  return new Set(Buffer.from(stdout).toString().split('\0').filter(Boolean))
}
