/** An exit code: the kinds of outcome that have it, and its meaning. */
interface Row {
  readonly code: number
  readonly kinds: readonly string[]
  /** The signal that stopped the run, unless the user cancelled it. */
  readonly signal?: string
  readonly meaning: string
}

/** Every exit code of every command. */
export const exitCodes = [
  { code: 0, kinds: ['done', 'dry-run'], meaning: 'done, or nothing to do' },
  {
    code: 1,
    kinds: ['conflict', 'findings', 'failure'],
    meaning: 'conflict, findings or failed write; nothing half done',
  },
  { code: 2, kinds: ['usage'], meaning: 'wrong command line; every problem is listed' },
  {
    code: 3,
    kinds: ['unavailable'],
    meaning: 'damaged templates, unavailable layer, git too old',
  },
  { code: 4, kinds: ['untrusted'], meaning: 'not trusted; nothing was run or written' },
  { code: 130, kinds: ['cancelled'], meaning: 'cancelled; nothing is half written' },
  // As in a shell: 128 plus the signal's number.
  { code: 129, kinds: ['cancelled'], signal: 'SIGHUP', meaning: 'cancelled by SIGHUP' },
  { code: 143, kinds: ['cancelled'], signal: 'SIGTERM', meaning: 'cancelled by SIGTERM' },
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
