import { DiskError } from '../../generators/disk/disk-error.ts'
import type { Problem } from '../../generators/problem.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Signal } from './exit-code.ts'
import { problemLines } from './problems.ts'
import type { Style } from './style.ts'

/** How any command can end before it has something of its own to say. */
export type Stop =
  | {
      readonly kind: 'usage' | 'failure' | 'unavailable' | 'untrusted'
      readonly problems: readonly Problem[]
    }
  | {
      readonly kind: 'cancelled'
      /** What told the run to stop, if no person at the terminal did. */
      readonly signal?: Signal
    }

/** Thrown by a step to end the run early, with what there is to say. */
export class Stopped extends Error {
  override name = 'Stopped'
  readonly stop: Stop

  constructor(stop: Stop) {
    super(stop.kind)
    this.stop = stop
  }
}

/** Returns how a run ends that an error ended: each class of errors that knows what is wrong, by its kind. */
export function stopOf(error: unknown): Stop {
  if (error instanceof UnavailableError) {
    return { kind: 'unavailable', problems: error.problems }
  }
  if (error instanceof Stopped) return error.stop
  if (error instanceof DiskError) return { kind: 'failure', problems: error.problems }
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

/** Returns what a person is told of a stop. */
export function stopLines(stop: Stop, style: Style): readonly string[] {
  if (stop.kind === 'cancelled') return ['Cancelled: nothing was written.']
  return problemLines(stop.problems, style)
}
