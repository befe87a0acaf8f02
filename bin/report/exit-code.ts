/** An exit code, and the kinds of outcome that have it. */
interface Row {
  readonly code: number
  readonly kinds: readonly string[]
  /** The signal that stopped the run, unless the user cancelled it. */
  readonly signal?: string
}

/** Every exit code. What it means for a command is in the list of commands. */
export const exitCodes = [
  { code: 0, kinds: ['done', 'dry-run'] },
  { code: 1, kinds: ['conflict', 'conflicts-left', 'findings', 'failure'] },
  { code: 2, kinds: ['usage'] },
  { code: 3, kinds: ['unavailable'] },
  { code: 4, kinds: ['untrusted'] },
  { code: 130, kinds: ['cancelled'] },
  // As a shell counts what a signal ended.
  { code: 129, kinds: ['cancelled'], signal: 'SIGHUP' },
  { code: 143, kinds: ['cancelled'], signal: 'SIGTERM' },
] as const satisfies readonly Row[]

type ExitRow = (typeof exitCodes)[number]

/** How a run can end, whatever the command. */
export type Kind = ExitRow['kinds'][number]

/** A signal with its own exit code. */
export type Signal = Extract<ExitRow, { readonly signal: string }>['signal']

/** The exit code of a run. */
export type ExitCode = ExitRow['code']

/** Returns the exit code for the way a run ended, and for the signal that stopped it. */
export function exitCodeOf(kind: Kind, signal?: Signal): ExitCode {
  const row = exitCodes.find(
    (row) =>
      row.kinds.some((each) => each === kind) &&
      ('signal' in row ? row.signal : undefined) === signal,
  )
  if (row === undefined) throw new Error(`no exit code for ${kind} by ${signal}`)
  return row.code
}
