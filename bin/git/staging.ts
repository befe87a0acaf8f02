import type { MergeConflict } from '../../generators/update/merge.ts'
import { git, gitBytes } from './git.ts'
import type { WorkTree } from './work-tree.ts'

/**
 * Replaces the entries of some paths in the index. Returns why that failed; undefined if it didn't.
 */
export async function putIndex(
  { setting, prefix }: WorkTree,
  paths: readonly string[],
  entries: readonly string[],
): Promise<string | undefined> {
  if (paths.length === 0) return undefined
  const none = '0'.repeat(40)
  const lines = [...paths.map((path) => `0 ${none}\t${prefix}${path}`), ...entries]
  const input = lines.map((line) => `${line}\0`).join('')
  const { ok, why } = await git(['update-index', '-z', '--index-info'], { ...setting, input })
  return ok ? undefined : why
}

/**
 * Puts the versions of conflicts into the index as stages 1 to 3, as git merge does, so that git
 * status and merge tools know them. Returns why that failed; undefined if it didn't.
 */
export async function stageConflicts(
  tree: WorkTree,
  conflicts: readonly MergeConflict[],
): Promise<string | undefined> {
  const entries: string[] = []
  // Of these, there are no three versions of one file.
  const unstaged: readonly MergeConflict['kind'][] = ['link', 'markers', 'obstacle']
  const staged = conflicts.filter(
    ({ kind, stages }) => !unstaged.includes(kind) && (stages.base ?? stages.theirs) !== undefined,
  )
  for (const { path, stages } of staged) {
    for (const [number, side] of [stages.base, stages.ours, stages.theirs].entries()) {
      if (side === undefined) continue
      // Ours goes through git's conversions, as with git add. The others are what the template has.
      const id = await stored(tree, side.content, number === 1 ? path : undefined)
      if (id === undefined) return 'its objects can not be written'
      entries.push(`${side.mode} ${id} ${number + 1}\t${tree.prefix}${path}`)
    }
  }
  const paths = staged.map(({ path }) => path)
  return putIndex(tree, paths, entries)
}

/**
 * Tells git that the conflicts in some paths are resolved, as git add does. Returns why that failed;
 * undefined if it didn't.
 */
export async function stageResolved(
  { setting }: WorkTree,
  paths: readonly string[],
): Promise<string | undefined> {
  if (paths.length === 0) return undefined
  const { ok, why } = await git(['--literal-pathspecs', 'add', '--all', '--', ...paths], setting)
  return ok ? undefined : why
}

/** Stores a file and returns its ID; converts it as one at a path, if that is given. */
async function stored(
  { setting }: WorkTree,
  input: Uint8Array,
  path: string | undefined,
): Promise<string | undefined> {
  const as = path === undefined ? [] : [`--path=${path}`]
  const lenient = ['-c', 'core.safecrlf=false']
  const args = [...lenient, 'hash-object', '-w', '--stdin', ...as]
  const { ok, stdout } = await gitBytes(args, { ...setting, input })
  return ok ? Buffer.from(stdout).toString().trim() : undefined
}
