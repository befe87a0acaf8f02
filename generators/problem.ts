/** Something that stops a run, described for the user. */
export interface Problem {
  /** What failed, and why. */
  readonly what: string
  /** What to do about it. */
  readonly fix?: string
}
