import { structuredPatch } from 'diff'
import { commandText } from '../../../generators/house/trust.ts'
import { isWork } from '../../../generators/plan/change.ts'
import { intentPath, lockPath } from '../../../generators/plan/lock.ts'
import { utf8In } from '../../../generators/plan/tree.ts'
import { visible } from '../text.ts'
import type { Updated } from './ending.ts'
import { leftWords, reasonOf, stepsOf, updateRows } from './rows.ts'

/** Returns an update as the body of a pull request: conflicts first, then the other changes. */
export function updateMarkdown({ planned, warnings, commands }: Updated): readonly string[] {
  if (!planned.plan.changes.some(isWork)) return ['Nothing to do: the repository is up to date.']
  const rows = updateRows(planned).filter(
    ({ path, status }) =>
      status !== 'identical' && status !== 'keep' && path !== intentPath && path !== lockPath,
  )
  const steps = stepsOf(planned)
  return [
    ...(steps.length === 0 ? [] : [...steps.map((step) => `- ${inline(step)}`), '']),
    ...(rows.length === 0
      ? ['Only the record changes.']
      : ['| change | file | why |', '| --- | --- | --- |']),
    ...rows.map((row) => {
      const { path, status, conflict, from } = row
      const reason = reasonOf(row)
      const name = conflict === null ? status : '**conflict**'
      const why = [
        ...(from === null ? [] : [`was ${code(from)}`]),
        ...(reason === undefined ? [] : [reason]),
      ]
      return `| ${name} | ${code(path)} | ${why.join(': ')} |`
    }),
    ...(commands.length === 0 ? [] : ['', 'Commands of the layers:', '']),
    ...commands.map(({ layer, argv }) => `- ${code(commandText(argv))} (${inline(layer)})`),
    ...warnings.flatMap(({ message }) => ['', `> ${inline(message)}`]),
    ...seededLines(planned),
  ]
}

/** Returns what the template changed in the files that are the user's, as diffs to unfold. */
function seededLines({ left, bases, rendered }: Updated['planned']): readonly string[] {
  const seeded = left.filter(({ why }) => why === 'seeded')
  if (seeded.length === 0) return []
  const files = seeded.flatMap(({ path, change }) => {
    const [before, after] = [bases.get(path), rendered.get(path)].map((file) =>
      file === undefined || file.mode === '120000' ? '' : utf8In(file),
    )
    const title = `- ${code(path)}: ${leftWords[change]}`
    if (before === undefined || after === undefined || (before === '' && change === 'changed')) {
      return [title]
    }
    const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 3 })
    const lines = hunks.flatMap(({ lines }) => ['@@', ...lines])
    const fence = '`'.repeat(Math.max(3, ...lines.map((line) => longestTicks(line) + 1)))
    return [title, '', `${fence}diff`, ...lines, fence, '']
  })
  return [
    '',
    '<details>',
    `<summary>Left alone, because they are yours: ${seeded.length}</summary>`,
    '',
    ...files,
    '',
    'Merge them with `create-go-docker update --include-seeded`.',
    '</details>',
  ]
}

function longestTicks(line: string): number {
  return Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
}

/** Returns a path as code in a cell of a table. */
function code(path: string): string {
  return path.includes('`') ? inline(path) : `\`${visible(path).replaceAll('|', '\\|')}\``
}

/** Returns a text in which nothing is markup. */
function inline(text: string): string {
  return visible(text).replaceAll(/[\\`*_[\]<>#|@]/g, '\\$&')
}
