import ignore from 'ignore'
import { type Finding, warning } from '../finding.ts'
import { some } from './some.ts'

/** Returns a warning for each line of a .gitignore that makes git ignore some of these paths. */
export function ignoredByGit(text: string, paths: readonly string[]): readonly Finding[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const rules = ignore({ ignorecase: false }).add(
    lines.map((pattern, index) => ({ pattern, mark: `${index + 1}` })),
  )
  const ignored = new Map<string, string[]>()
  for (const path of paths) {
    const mark = rules.test(path).rule?.mark
    if (mark !== undefined) ignored.set(mark, [...(ignored.get(mark) ?? []), path])
  }
  return [...ignored].map(([mark, paths]) => {
    const line = Number(mark)
    const message = `git ignores ${some(paths)} because of the line ${lines[line - 1]} in .gitignore`
    const remedy = 'Remove that line, or add the files with git add --force.'
    return { ...warning('destination/ignored', '.gitignore', message, remedy), line }
  })
}
