/** What git tells about the destination before anything is asked; all of it may be missing. */
export interface GitFacts {
  /** The URL of the remote `origin` of the repository that the destination lies in. */
  readonly remote?: string
  /** The destination relative to that repository's root, POSIX separators; missing when it is the root. */
  readonly prefix?: string
  /** `git config github.user` */
  readonly githubUser?: string
  /** `git config user.name` */
  readonly userName?: string
  /** `git config user.email` */
  readonly userEmail?: string
}
