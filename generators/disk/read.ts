import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** Why a file was not read: it is not a regular file, or it is larger than the limit. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly kind: 'other' | 'large'

  constructor(kind: 'other' | 'large') {
    super(kind === 'other' ? 'it is not a regular file' : 'it is too large')
    this.kind = kind
  }
}

/** How many bytes to read of a file of unknown origin, unless the caller knows another limit. */
export const readLimit = 1024 * 1024

/**
 * Returns the bytes of a regular file of unknown origin. Never waits for a pipe or device, and
 * doesn't follow a link unless `follow` is set.
 * @throws Unreadable when it is not a regular file or has more than `limit` bytes; otherwise, the
 * system's error
 */
export function readPlain(path: string, limit = readLimit, follow = false): Buffer {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW))
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw new Unreadable('other')
    if (stats.size > limit) throw new Unreadable('large')
    // Only what is read is returned.
    const bytes = Buffer.allocUnsafe(stats.size)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, null)
      if (read === 0) break
      length += read
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

/** Returns whether a file has exactly this content. */
export function holds(path: string, content: Uint8Array): boolean {
  try {
    return readPlain(path, content.length).equals(content)
  } catch (error) {
    if (error instanceof Unreadable) return false
    throw error
  }
}
