/** What git knows about the destination before any question is asked; everything may be missing. */
export interface GitFacts {
  /** The URL of the remote `origin` of the enclosing repository. */
  readonly remote?: string
  /**
   * The destination relative to the root of that repository, with slashes; missing if it is the
   * root.
   */
  readonly prefix?: string
  /** `git config github.user` */
  readonly githubUser?: string
  /** `git config user.name` */
  readonly userName?: string
  /** `git config user.email` */
  readonly userEmail?: string
}
