import { execa, type Options } from 'execa'

/** The result of a finished command. */
export interface Outcome {
  /** The exit code; undefined if a signal ended it, or the program is missing. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
  /** Both streams, in the order they were written. */
  readonly output: string
}

/** The options for running a command. */
export interface Setting {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** The timeout in milliseconds. */
  readonly timeout?: number
}

/**
 * Runs a command, which may fail, without a terminal, and without standard input unless `input` is
 * given.
 */
export async function attempt(
  command: string,
  args: readonly string[],
  { cwd, env, input, timeout = 280_000 }: Setting = {},
): Promise<Outcome> {
  const options = {
    reject: false,
    all: true,
    timeout,
    forceKillAfterDelay: 2_000,
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  } as const satisfies Options
  const result = await execa(command, args, options)
  const reason = result.failed && result.exitCode === undefined ? `\n${result.shortMessage}` : ''
  return {
    code: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    output: `${result.all}${reason}`,
  }
}

/**
 * Runs a command and returns its standard output.
 * @throws Error with the command line and the end of the output, unless the exit code is 0
 */
export async function run(
  command: string,
  args: readonly string[],
  setting: Setting = {},
): Promise<string> {
  const outcome = await attempt(command, args, setting)
  if (outcome.code !== 0) throw new Error(`${describe(command, args, setting)}\n${told(outcome)}`)
  return outcome.stdout
}

/** Returns the exit code and the last lines of the output, for the message of a failing test. */
export function told({ code, output }: Outcome, lines = 60): string {
  return `exit code ${code ?? 'none'}\n${output.split('\n').slice(-lines).join('\n')}`
}

function describe(command: string, args: readonly string[], { cwd }: Setting): string {
  return `cannot run: ${[command, ...args].join(' ')}${cwd === undefined ? '' : ` (in ${cwd})`}`
}
