import { execa } from 'execa'

/** A measured value, and whether it reaches its goal. */
export interface Figure {
  readonly measured: string
  readonly goal: string
  readonly reached: boolean
}

/** The context in which a measurement runs. */
export interface Bench {
  readonly rounds: number
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
  /** Reports the next step. @throws AbortError when the run is interrupted */
  step(what: string): void
  /**
   * Runs a command and returns its standard output.
   * @throws Error when it fails or the run is interrupted
   */
  run(command: string, args: readonly string[], setting?: Setting): Promise<string>
}

interface Setting {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

// In its own process group, a command doesn't get Ctrl-C from the terminal; this program ends it,
// then tidies up.
const common = { stdin: 'ignore', detached: true } as const

/** Returns a bench that reports each step with the time since it was created. */
export function benchOf(rounds: number, signal: AbortSignal): Bench {
  const start = performance.now()
  return {
    rounds,
    signal,
    step: (what) => {
      signal.throwIfAborted()
      console.error(`${elapsed(performance.now() - start)}  ${what}`)
    },
    run: async (command, args, setting = {}) => {
      signal.throwIfAborted()
      // SIGINT, because it is the only signal after which `go build` removes its own folder.
      const ending = { cancelSignal: signal, killSignal: 'SIGINT', timeout: 900_000 } as const
      const child = execa(command, args, { ...common, ...ending, ...setting })
      try {
        return (await child).stdout
      } finally {
        endGroup(child.pid)
      }
    },
  }
}

/** Kills what a finished command left running, such as the linker of an interrupted `go build`. */
function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // Nothing is left.
  }
}

/** Something from the run could not be removed. */
export class LeftoverError extends Error {}

/**
 * Runs a command that tidies up, and can't be interrupted. Returns its standard output, or
 * undefined if it fails.
 */
export async function tidy(
  command: string,
  args: readonly string[],
  { cwd }: { readonly cwd?: string } = {},
): Promise<string | undefined> {
  const folder = cwd === undefined ? {} : { cwd }
  const options = { ...common, ...folder, reject: false, timeout: 60_000 } as const
  const { failed, stdout } = await execa(command, args, options)
  return failed ? undefined : stdout
}

/** Returns minutes and seconds, such as 0:07. */
function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(5)
}
