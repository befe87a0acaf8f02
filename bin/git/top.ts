import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'

/**
 * Returns the path of a directory in its repository: empty, or with a slash at its end. That is the
 * folder above it with a `.git` or, without one, the current directory. Asks no git.
 */
export function prefixIn(directory: string, cwd: string): string {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return prefixFrom(at, directory)
    if (at === dirname(at)) return prefixFrom(cwd, directory)
  }
}

/** Returns the way down from a folder to a directory; none to one that is elsewhere. */
function prefixFrom(folder: string, directory: string): string {
  const way = relative(folder, directory)
  const isBelow = way !== '' && way.split(sep)[0] !== '..' && !isAbsolute(way)
  return isBelow ? `${way.replaceAll(sep, '/')}/` : ''
}
