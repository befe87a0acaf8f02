import { type Problem, ProblemsError } from '../../generators/problem.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Signal } from './exit-code.ts'
import { problemLines } from './problems.ts'
import type { Style } from './style.ts'

/** How any command can end early. */
export type Stop =
  | {
      readonly kind: 'usage' | 'failure' | 'unavailable' | 'untrusted'
      readonly problems: readonly Problem[]
    }
  | {
      readonly kind: 'cancelled'
      /** The signal that stopped the run, unless the user cancelled it. */
      readonly signal?: Signal
    }

/** Thrown by a step to end the run early. */
export class Stopped extends Error {
  override name = 'Stopped'
  readonly stop: Stop

  constructor(stop: Stop) {
    super(stop.kind)
    this.stop = stop
  }
}

/** Returns the signal that stopped a run, unless the user cancelled it. */
export function signalOf({ reason }: AbortSignal): { readonly signal?: Signal } {
  if (!(reason instanceof Stopped) || reason.stop.kind !== 'cancelled') return {}
  const { signal } = reason.stop
  return signal === undefined ? {} : { signal }
}

/** Returns how a run ends after an error. An error of an unknown class is a bug. */
export function stopOf(error: unknown): Stop {
  if (error instanceof UnavailableError) {
    return { kind: 'unavailable', problems: error.problems }
  }
  if (error instanceof Stopped) return error.stop
  if (error instanceof ProblemsError) {
    return { kind: 'failure', problems: error.problems }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    kind: 'failure',
    problems: [
      {
        what: `unexpected error: ${message}`,
        fix: 'This is a bug in create-go-docker. Please run the command again with --verbose and report the output.',
      },
    ],
  }
}

/** Returns the lines that report a stop. */
export function stopLines(stop: Stop, style: Style): readonly string[] {
  if (stop.kind === 'cancelled') return ['Cancelled: nothing was written.']
  return problemLines(stop.problems, style)
}
