/** Something that stops a run, described for the user. */
export interface Problem {
  /** What failed, and why. */
  readonly what: string
  /** What to do about it. */
  readonly fix?: string
}

/** Everything that stops a run, as an error; a subclass is a special case. */
export class ProblemsError extends Error {
  override name = 'ProblemsError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(({ what }) => what).join('\n'), options)
    this.problems = problems
  }
}
