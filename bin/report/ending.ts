import { DiskError } from '../../generators/disk/disk-error.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Ending } from './result.ts'

/** Thrown by a step to end the run early, with what there is to say. */
export class Stopped extends Error {
  override name = 'Stopped'
  readonly ending: Ending

  constructor(ending: Ending) {
    super(ending.kind)
    this.ending = ending
  }
}

/** Returns how a run ends that an error ended. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Stopped) return error.ending
  if (error instanceof UnavailableError) return { kind: 'unavailable', problems: error.problems }
  if (error instanceof DiskError) {
    return { kind: 'failure', problems: error.problems }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    kind: 'failure',
    problems: [
      {
        what: `cannot go on: ${message}`,
        fix: 'This is a defect of create-go-docker: run the same with --verbose and report what it prints.',
      },
    ],
  }
}
