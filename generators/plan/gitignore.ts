import ignore from 'ignore'
import { type Finding, warning } from '../finding.ts'
import { some } from './some.ts'

/** A .gitignore in a directory or above it. */
export interface Gitignore {
  /** The path of the .gitignore, relative to the directory, with slashes. */
  readonly file: string
  /**
   * The path of the directory, relative to the .gitignore, with a trailing slash; empty if they are
   * in the same place.
   */
  readonly below: string
  readonly text: string
}

/**
 * Returns a warning for each line of some .gitignore files, outermost first, that makes git ignore
 * some of the paths.
 */
export function ignoredByGit(
  files: readonly Gitignore[],
  paths: readonly string[],
): readonly Finding[] {
  const way = files[0]?.below ?? ''
  const lines = files.flatMap(({ file, below, text }) =>
    text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .map((line, index) => ({
        file,
        line: index + 1,
        text: line,
        pattern: patternBelow(way.slice(0, way.length - below.length), line),
      }))
      // A longer line can't match any path, and is too long for a regular expression.
      .filter(({ text }) => text.length <= 4096),
  )
  const rules = ignore({ ignorecase: false }).add(
    lines.map(({ pattern }, index) => ({ pattern, mark: `${index}` })),
  )
  const ignored = new Map<(typeof lines)[number], string[]>()
  for (const path of paths) {
    const line = lines[Number(rules.test(`${way}${path}`).rule?.mark)]
    if (line !== undefined) ignored.set(line, [...(ignored.get(line) ?? []), path])
  }
  return [...ignored].map(([{ file, line, text }, paths]) => {
    const message = `git ignores ${some(paths)} because of the line ${text} in ${file}`
    const remedy = 'Remove that line, or add the files with git add --force.'
    return { ...warning('destination/ignored', file, message, remedy), line }
  })
}

/**
 * Rewrites a line of a .gitignore in a folder for a .gitignore above that folder. Git uses the last
 * line that matches.
 */
function patternBelow(folder: string, line: string): string {
  const [, not = '', pattern = ''] = /^(!?)(.*)$/.exec(line) ?? []
  if (folder === '' || line.startsWith('#') || /^\/?\s*$/.test(pattern)) return line
  const isRooted = /\/./.test(pattern.trimEnd())
  const literal = folder.replace(/[\\*?[\]]/g, '\\$&')
  return `${not}/${literal}${isRooted ? pattern.replace(/^\//, '') : `**/${pattern}`}`
}
