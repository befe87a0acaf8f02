import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { tryTo } from '../disk-error.ts'

/**
 * Calls a function in a directory. On Linux, `here` refers to the opened directory, even if its
 * path is replaced meanwhile; elsewhere it is the path, which has been checked.
 * @throws the system's error when the path is not a directory, or is a link
 */
export function inside<T>(path: string, act: (here: string, stats: BigIntStats) => T): T {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants
  if (O_DIRECTORY === undefined) return act(path, directoryStats(path))
  const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stats = fstatSync(descriptor, { bigint: true })
    const opened = `/proc/self/fd/${descriptor}`
    const found = tryTo(() => statSync(opened, { bigint: true }))
    const pinned = found !== undefined && found.ino === stats.ino && found.dev === stats.dev
    return act(pinned ? opened : path, stats)
  } finally {
    closeSync(descriptor)
  }
}

/** Windows can't open directories. */
function directoryStats(path: string): BigIntStats {
  const stats = lstatSync(path, { bigint: true })
  if (!stats.isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' })
  return stats
}

/**
 * Acts on a path below a directory, and ensures that no parent is a link, or becomes one meanwhile.
 */
export function atPath<T>(directory: string, path: string, act: (place: string) => T): T {
  const slash = path.indexOf('/')
  if (slash === -1) return act(join(directory, path))
  const parent = join(directory, path.slice(0, slash))
  return inside(parent, (here) => atPath(here, path.slice(slash + 1), act))
}

/** Removes a directory and its content, without following links or crossing file systems. */
export function removeTree(path: string, device: bigint): void {
  inside(path, (here, { dev }) => {
    if (dev !== device) throw Object.assign(new Error('a file system'), { code: 'EXDEV' })
    for (const entry of readdirSync(here, { withFileTypes: true })) {
      if (entry.isDirectory()) removeTree(join(here, entry.name), device)
      else unlinkSync(join(here, entry.name))
    }
  })
  rmdirSync(path)
}
