/** A message about a location in a repository, in the form that every command uses. */
export interface Finding {
  /** The kind of finding: `command-or-topic/name`. */
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'info'
  /** The file, relative to the directory given, with slashes; null if it is not about a file. */
  readonly file: string | null
  /** The 1-based line; null if it is not about a line. */
  readonly line: number | null
  readonly message: string
  /** What to do about it; null if nothing needs to be done. */
  readonly remedy: string | null
  /** The line as written, if the finding is about what it says. */
  readonly text?: string
  /** Whether the tool can fix it. */
  readonly fixable: boolean
  /** Set if the repository accepts it: why, and the last day, as YYYY-MM-DD, if there is one. */
  readonly accepted?: { readonly reason: string; readonly until: string | null }
}

/** Returns a warning that the tool can't fix, about a file or (with null) about none. */
export function warning(
  rule: string,
  file: string | null,
  message: string,
  remedy: string | null,
): Finding {
  return { rule, severity: 'warning', file, line: null, message, remedy, fixable: false }
}

/** Returns a warning that the tool can't fix, about a place: `path:line`, or a file. */
export function warningAt(rule: string, source: string, message: string, remedy: string): Finding {
  const [, file = source, line] = /^(.*):(\d+)$/.exec(source) ?? []
  return { ...warning(rule, file, message, remedy), line: line === undefined ? null : Number(line) }
}
