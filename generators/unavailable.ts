import type { Problem } from './problem.ts'

/** Something that a run needs is missing or damaged: exit code 3. */
export class UnavailableError extends Error {
  override name = 'UnavailableError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ what }) => what).join('\n'), options)
    this.problems = problems
  }
}
