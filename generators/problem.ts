/** Something that stops a run, told to a person. */
export interface Problem {
  /** What failed: which thing, why. */
  readonly what: string
  /** What to do about it. */
  readonly fix?: string
}
