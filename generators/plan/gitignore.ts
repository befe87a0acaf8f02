import ignore from 'ignore'
import { type Finding, warning } from '../finding.ts'
import { some } from './some.ts'

/** A .gitignore in a directory or above it. */
export interface Gitignore {
  /** Its path relative to the directory, with slashes. */
  readonly file: string
  /** The path of the directory from where it stands, with a slash behind; empty where it stands in the directory. */
  readonly below: string
  readonly text: string
}

/** Returns a warning for each line of some .gitignore files, the outermost first, by which git ignores some paths. */
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
      // No path is as long as such a line, and no expression may be.
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

/** Returns the line of a .gitignore in a folder as it would stand above that folder; git takes the last that matches. */
function patternBelow(folder: string, line: string): string {
  const [, not = '', pattern = ''] = /^(!?)(.*)$/.exec(line) ?? []
  if (folder === '' || line.startsWith('#') || /^\/?\s*$/.test(pattern)) return line
  const isRooted = /\/./.test(pattern.trimEnd())
  const literal = folder.replace(/[\\*?[\]]/g, '\\$&')
  return `${not}/${literal}${isRooted ? pattern.replace(/^\//, '') : `**/${pattern}`}`
}
