import { port } from '../../../generators/layers/context.ts'
import { isWork } from '../../../generators/plan/change.ts'
import { fileCount } from '../../../generators/plan/some.ts'
import { layerCommandLines, leftCommands, neededTrustLines } from '../commands.ts'
import { findingLines } from '../findings.ts'
import { planLines } from '../plan.ts'
import { problemLines } from '../problems.ts'
import { stopLines } from '../stop.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import { conflictLines } from './conflict.ts'
import type { Done, Ending } from './ending.ts'

/** Returns the text at the end of a create, however it ended. */
export function endingLines(ending: Ending, style: Style): readonly string[] {
  switch (ending.kind) {
    case 'done':
      return [
        ...(ending.detail === undefined
          ? []
          : [...planLines(ending.plan, style, ending.detail), '']),
        ...layerCommandLines(ending.commands, style),
        ...doneLines(ending, style),
        // The warnings were already shown with the plan.
        ...(ending.detail === undefined ? [] : findingLines(ending.warnings, style)),
        '',
        ...commandLines('Next', ending.next, style),
        `Then open ${style.strong(`http://127.0.0.1:${port}`)}; for another port, set HOST_PORT in .env.`,
        ...repeatLines('To create the same again without questions', ending.repeat, style),
      ]
    case 'dry-run':
      return [
        ...planLines(ending.plan, style),
        '',
        ...layerCommandLines(ending.commands, style),
        ...neededTrustLines(ending.commands),
        'Nothing was written: this was a dry run.',
        ...findingLines(ending.warnings, style),
        '',
        ...repeatLines('To write this without questions', ending.repeat, style),
      ]
    case 'conflict':
      return [
        ...planLines(ending.plan, style, ending.detail),
        '',
        // What to do comes last, where it is noticed.
        ...findingLines(ending.warnings, style),
        ...conflictLines(ending.plan, style),
      ]
    case 'cancelled':
      if (!('plan' in ending)) return stopLines(ending, style)
      return [
        'Cancelled: the files are written, but not committed.',
        ...doneLines(ending, style),
        ...leftLines(ending.commands),
        ...findingLines(ending.warnings, style),
      ]
    case 'failure':
      if (!('plan' in ending)) return stopLines(ending, style)
      return [
        ...layerCommandLines(ending.commands, style),
        ...doneLines(ending, style),
        ...findingLines(ending.warnings, style),
        ...problemLines(ending.problems, style),
      ]
    default:
      return stopLines(ending, style)
  }
}

/** Returns what was written and committed. */
function doneLines(
  { plan, request, git }: Pick<Done, 'plan' | 'request' | 'git'>,
  style: Style,
): readonly string[] {
  const count = plan.changes.filter(isWork).length
  const place = visible(request.directory)
  const done = (text: string): string => `${style.good('✓')} ${text}`
  const written =
    count === 0
      ? `Nothing to write: ${place} is up to date`
      : `Wrote ${fileCount(count)} to ${place}`
  if (git.done && count > 0) return [done(`${written} and committed to git`)]
  if (git.done) return [done(written), done('Committed to git')]
  if (git.repository === undefined) {
    return [
      done(written),
      `${style.warn('!')} Not committed to git: ${visible(git.reason)}`,
      ...(git.remedy === undefined ? [] : [`  ${visible(git.remedy)}`]),
    ]
  }
  if (count === 0) return [done(written)]
  return [
    done(written),
    `${style.dim('·')} Not committed, because ${git.reason}. Commit it yourself.`,
  ]
}

function leftLines(commands: Done['commands']): readonly string[] {
  const left = leftCommands(commands)
  return left === undefined ? [] : [`  These commands are left to run: ${left}`]
}

function repeatLines(title: string, repeat: string | null, style: Style): readonly string[] {
  if (repeat !== null) return commandLines(title, [repeat], style)
  return ['No single command can repeat this: --on-conflict applies to all files.']
}

function commandLines(title: string, commands: readonly string[], style: Style): readonly string[] {
  return [`${title}:`, ...commands.map((command) => `  ${style.strong(visible(command))}`)]
}
