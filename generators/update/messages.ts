import { type Finding, warning } from '../finding.ts'
import { collisions } from '../paths.ts'
import type { Edit } from '../plan/intent.ts'
import { intentPath, type Lock, type LockLayer } from '../plan/lock.ts'
import { some } from '../plan/some.ts'
import type { Tree } from '../plan/tree.ts'
import type { Problem } from '../problem.ts'

/**
 * Returns what the user should know about an update.
 * @param twoWay the files whose last render is not available
 * @param why why git didn't merge; undefined if it did
 */
export function warningsAbout(
  twoWay: readonly string[],
  edits: readonly Edit[],
  why: string | undefined,
): readonly Finding[] {
  return [
    ...(why === undefined ? [] : [withoutGit(why)]),
    ...(twoWay.length === 0 ? [] : [withoutBase(twoWay)]),
    ...edits.flatMap(({ key, before }) => (key === 'module' ? [movedModule(before)] : [])),
  ]
}

/** Returns the problem that the repository is newer than this version. */
export function newer({ name, version }: LockLayer): Problem {
  return {
    what: `the repository was written by ${name} ${version}, which is newer than this version`,
    fix: `Use that version or a later one: npx create-go-docker@${version} update`,
  }
}

/**
 * Returns why a tree can't follow the files of a lock in one step: a file in the place of a folder, or
 * the other way round, or another case of a name.
 */
export function clashProblems({ files }: Pick<Lock, 'files'>, tree: Tree): readonly Problem[] {
  const last = Object.keys(files).filter((path) => !tree.has(path))
  const clashes = collisions([...last, ...tree.keys()])
  const between = clashes.filter(({ path, other }) => tree.has(path) && !tree.has(other))
  return between.map(({ path, other, why }) => ({
    what: `cannot update: the template has ${path} now, and ${other} before: ${why}`,
    fix: `Add ${path} to "exclude" in ${intentPath} and update, then take it out and update again.`,
  }))
}

function withoutGit(why: string): Finding {
  const message = `merged without git, so that renames are not followed: ${why}`
  return warning('update/without-git', null, message, null)
}

function withoutBase(paths: readonly string[]): Finding {
  const message = `the last version of ${some(paths)} is not available, so it was compared with the new one alone`
  return warning('update/no-base', null, message, 'Read the difference before you commit it.')
}

function movedModule(before: string): Finding {
  const message = `your own Go files still import ${before}`
  return warning('update/module', intentPath, message, 'Replace it there, then run go build ./...')
}
