import type { Snapshot } from '../../generators/plan/change.ts'
import type { MergeConflict } from '../../generators/update/merge.ts'
import { git, gitBytes } from './git.ts'
import { ignoredAmong } from './ignored.ts'
import { indexOf, type WorkTree } from './work-tree.ts'

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
 * status and merge tools know them. A file that git ignores and doesn't track stays out: it may be
 * secret. Returns why that failed; undefined if it didn't.
 */
export async function stageConflicts(
  tree: WorkTree,
  conflicts: readonly MergeConflict[],
): Promise<string | undefined> {
  const entries: string[] = []
  // Of these, there are no three versions of one file.
  const unstaged: readonly MergeConflict['kind'][] = ['link', 'markers', 'obstacle']
  const known = conflicts.filter(
    ({ kind, stages }) => !unstaged.includes(kind) && (stages.base ?? stages.theirs) !== undefined,
  )
  const ignored = await ignoredAmong(
    tree,
    known.map(({ path }) => path),
  )
  if (ignored === undefined) return 'it does not say which files it ignores'
  const staged = known.filter(({ path }) => !ignored.has(path))
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
 * Tells git that the conflicts in some paths are resolved, as git add does: each one that it can tell,
 * whatever is wrong with the others. Returns why one failed; undefined if none did.
 * @param entries what is at the paths now
 */
export async function stageResolved(
  tree: WorkTree,
  paths: readonly string[],
  entries: Snapshot['entries'],
): Promise<string | undefined> {
  const stages = new Map(
    (await indexOf(tree, paths)).map((line) => {
      const [info = '', path = ''] = line.split('\t', 2)
      return [path.slice(tree.prefix.length), info.slice(-1)]
    }),
  )
  // Git would look into a folder in the place of a file, which may be another repository.
  const isFolder = (path: string) => entries.get(path)?.kind === 'directory'
  const files = paths.filter((path) => !isFolder(path))
  const untracked = files.filter((path) => entries.has(path) && !stages.has(path))
  const ignored = (await ignoredAmong(tree, untracked)) ?? new Set()
  const added = files.filter((path) => stages.has(path))
  added.push(...untracked.filter((path) => !ignored.has(path)))
  const replaced = paths.filter((path) => isFolder(path) && (stages.get(path) ?? '0') !== '0')
  const why = await putIndex(tree, replaced, [])
  return (await addEach(tree, added)) ?? why
}

/** Adds paths to the index, together or, if that fails, one by one. Returns why one failed. */
async function addEach(
  { setting }: WorkTree,
  paths: readonly string[],
): Promise<string | undefined> {
  const add = (some: readonly string[]) =>
    git(['--literal-pathspecs', 'add', '--all', '--', ...some], setting)
  if (paths.length === 0 || (await add(paths)).ok) return undefined
  const reasons: string[] = []
  for (const path of paths) {
    const { ok, why } = await add([path])
    if (!ok) reasons.push(why)
  }
  return reasons[0]
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
