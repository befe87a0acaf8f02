import { posix } from 'node:path'
import ignore from 'ignore'
import { ignoredByDocker } from '../plan/dockerignore.ts'
import type { AuditedDockerfile } from './audited.ts'
import { belowContext, filesBelow, type Repository } from './repository.ts'

/** The .dockerignore that counts for a Dockerfile: its own, or that of the context. */
export function dockerignoreOf(
  { texts }: Repository,
  { path, context }: AuditedDockerfile,
): { readonly path: string; readonly text: string } | undefined {
  const own = `${path}.dockerignore`
  const shared = context === undefined ? undefined : posix.join(context, '.dockerignore')
  for (const each of [own, shared]) {
    const text = each === undefined ? undefined : texts.get(each)
    if (each !== undefined && text !== undefined) return { path: each, text }
  }
  return undefined
}

/**
 * Returns the files at a path of a context, relative to the context: the file itself, or those in
 * the folder.
 */
export function filesAt(repository: Repository, context: string, path: string): readonly string[] {
  const whole = belowContext(context, path)
  if (whole === undefined) return []
  const found = repository.paths.has(whole) ? [whole] : filesBelow(repository, whole)
  return found.map((each) => posix.relative(context, each))
}

/** The limit of characters of a .dockerignore times files: 10 kB for 20,000 files. */
const mostWork = 200_000_000

/**
 * Returns whether all of some files are hidden from Docker by a .dockerignore; false if it is too
 * much to find out.
 */
export function areHidden(text: string, paths: readonly string[]): boolean {
  if (ignoredByDocker(text, paths.slice(0, 1)).length === 0) return false
  if (text.length * paths.length > mostWork) return false
  return ignoredByDocker(text, paths).length === paths.length
}

/**
 * Returns whether git ignores a path, by the .gitignore files above it, which count for no file that
 * git has; a folder ends with a slash.
 */
export function isIgnoredByGit({ texts, tracked }: Repository, path: string): boolean {
  if (tracked.has(path)) return false
  let ignored = false
  const folders = ['.']
  for (let at = posix.dirname(path); at !== '.'; at = posix.dirname(at)) folders.splice(1, 0, at)
  for (const folder of folders) {
    const text = texts.get(posix.join(folder, '.gitignore'))
    if (text === undefined) continue
    const lines = text.split('\n').filter((line) => line.length <= 4096)
    const name = posix.relative(folder, path) + (path.endsWith('/') ? '/' : '')
    if (!ignore.isPathValid(name)) continue
    const own = ignore({ ignorecase: false }).add(lines)
    const result = own.test(name)
    // A folder that is included again brings back what is in it.
    const above = name.split('/').slice(0, -1)
    const isBack = above.some((_, at) => own.test(`${above.slice(0, at + 1).join('/')}/`).unignored)
    if (result.ignored) ignored = true
    else if (result.unignored || isBack) ignored = false
  }
  return ignored
}
