import { type Problem, ProblemsError } from '../problem.ts'

/**
 * Why the disk was left unchanged: the plan has `unsafe` paths; a `conflict` is undecided; another
 * run is `busy` there; the disk has `changed` since the plan was made; the system refused
 * (`failed`).
 */
export type DiskErrorKind = 'unsafe' | 'conflict' | 'busy' | 'changed' | 'failed'

/** A destination could not be read or written. Nothing of the run remains on disk. */
export class DiskError extends ProblemsError {
  override name = 'DiskError'
  readonly kind: DiskErrorKind

  constructor(kind: DiskErrorKind, problems: readonly Problem[], options?: ErrorOptions) {
    super(problems, options)
    this.kind = kind
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

/** Converts a system error to a DiskError; `action` says what failed, and for which path. */
export function refused(action: string, cause: unknown): DiskError {
  if (cause instanceof DiskError) return cause
  const code = errorCode(cause)
  const [why, fix] = reasons.get(code ?? '') ?? [
    cause instanceof Error ? cause.message : String(cause),
  ]
  const what = `${action}: ${why}${code === undefined ? '' : ` (${code})`}`
  return new DiskError('failed', [fix === undefined ? { what } : { what, fix }], { cause })
}

/**
 * Calls a function and returns its result.
 * @throws DiskError when the system refuses; `action` says what failed, and for which path
 */
export function attempt<T>(action: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw refused(action, error)
  }
}

/**
 * Returns a function's result, or undefined if it throws an error that nobody needs to know about.
 */
export function tryTo<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** Returns the system's code of an error, such as ENOSPC. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
