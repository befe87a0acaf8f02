import type { Problem } from '../problem.ts'

/**
 * Why the disk was left as it was: the tree's paths are `unsafe`; a `conflict` is undecided; another run is `busy`
 * there; what the plan saw has `changed`; the system refused (`failed`).
 */
export type DiskErrorKind = 'unsafe' | 'conflict' | 'busy' | 'changed' | 'failed'

/** A destination that could not be read or written; nothing of the run is left on the disk. */
export class DiskError extends Error {
  override name = 'DiskError'
  readonly kind: DiskErrorKind
  readonly problems: readonly Problem[]

  constructor(kind: DiskErrorKind, problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ what }) => what).join('\n'), options)
    this.kind = kind
    this.problems = problems
  }
}

const permit = 'Make it readable and writable for your user, or choose another directory.'

const reasons: ReadonlyMap<string, readonly [why: string, fix?: string]> = new Map([
  ['EACCES', ['permission denied', permit]],
  ['EPERM', ['the operation is not permitted', permit]],
  ['EROFS', ['the file system is read-only', 'Choose another directory.']],
  ['ENOSPC', ['no space is left on the disk', 'Free some space and run the command again.']],
  ['EDQUOT', ['your disk quota is used up', 'Free some space and run the command again.']],
  ['ENAMETOOLONG', ['the path is too long', 'Choose a shorter directory.']],
  ['ENOTDIR', ['part of the path is not a directory', 'Choose another directory.']],
  ['EISDIR', ['it is a directory', 'Move it out of the way, or choose another directory.']],
  ['ELOOP', ['a symbolic link leads back to itself', 'Choose another directory.']],
  [
    'EXDEV',
    [
      'part of the destination is on another file system',
      'Unmount it, or choose another directory.',
    ],
  ],
  ['EBUSY', ['another program is using it', 'Close that program and run the command again.']],
  ['ENOENT', ['it no longer exists', 'Run the command again.']],
  ['EMFILE', ['too many files are open', 'Close some programs and run the command again.']],
])

/** Returns what the system refused as a DiskError: `action` names what failed and which thing. */
export function refused(action: string, cause: unknown): DiskError {
  if (cause instanceof DiskError) return cause
  const code = errorCode(cause)
  const [why, fix] = reasons.get(code ?? '') ?? [
    cause instanceof Error ? cause.message : String(cause),
  ]
  const what = `${action}: ${why}${code === undefined ? '' : ` (${code})`}`
  return new DiskError('failed', [fix === undefined ? { what } : { what, fix }], { cause })
}

/** Returns what an act returns; @throws DiskError when the system refuses: `action` names what failed and which thing. */
export function attempt<T>(action: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw refused(action, error)
  }
}

/** Returns what an act returns; undefined where it fails and nobody needs to know. */
export function tryTo<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** Returns the system's name of an error, as ENOSPC. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
