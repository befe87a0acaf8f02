/** Something to be said about a place in a repository, in the form that every command uses. */
export interface Finding {
  /** What kind of thing it is: `command-or-topic/name`. */
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'info'
  /** The path of the file, relative to the directory given, with slashes; null when it is about no file. */
  readonly file: string | null
  /** The line, from 1; null when it is about no line. */
  readonly line: number | null
  readonly message: string
  /** What to do about it; null when there is nothing to do. */
  readonly remedy: string | null
  /** Whether the tool can mend it by itself. */
  readonly fixable: boolean
}

/** Returns a warning about a file, or about none, that the tool can't mend by itself. */
export function warning(
  rule: string,
  file: string | null,
  message: string,
  remedy: string | null,
): Finding {
  return { rule, severity: 'warning', file, line: null, message, remedy, fixable: false }
}
