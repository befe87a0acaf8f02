import { isWork, type Plan } from '../../../generators/plan/change.ts'
import type { Request } from '../../../generators/questions/answers.ts'
import { findingLines } from '../findings.ts'
import { planLines } from '../plan.ts'
import { stopLines } from '../stop.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import { conflictLines } from './conflict.ts'
import type { Ending, GitOutcome } from './ending.ts'

/** Returns what a person is told at the end of a create, however it ended. */
export function endingLines(ending: Ending, style: Style): readonly string[] {
  switch (ending.kind) {
    case 'done':
      return [
        ...planLines(ending.plan, style),
        '',
        writtenLine(ending.plan, ending.request, style),
        gitLine(ending.git, style),
        ...findingLines(ending.warnings, style),
        ...commandLines('Next', ending.next, style),
        ...repeatLines('The same again, without questions', ending.repeat, style),
      ]
    case 'dry-run':
      return [
        ...planLines(ending.plan, style),
        '',
        'Nothing was written: this was a dry run.',
        ...findingLines(ending.warnings, style),
        ...repeatLines('To write this, without questions', ending.repeat, style),
      ]
    case 'conflict':
      return [
        ...planLines(ending.plan, style),
        '',
        // What to do about the conflict stands last, where it is seen.
        ...findingLines(ending.warnings, style),
        ...conflictLines(ending.plan, style),
      ]
    case 'cancelled':
      if (!('plan' in ending)) return stopLines(ending, style)
      return [
        'Cancelled: the files are written, but not committed.',
        writtenLine(ending.plan, ending.request, style),
        gitLine(ending.git, style),
        ...findingLines(ending.warnings, style),
      ]
    default:
      return stopLines(ending, style)
  }
}

function writtenLine({ changes }: Plan, { directory }: Request, style: Style): string {
  const count = changes.filter(isWork).length
  const place = visible(directory)
  if (count === 0) return `${style.good('✓')} Nothing to write: ${place} is up to date.`
  return `${style.good('✓')} Wrote ${count === 1 ? '1 file' : `${count} files`} to ${place}`
}

function gitLine(git: GitOutcome, style: Style): string {
  if (git.done) return `${style.good('✓')} Committed them to git.`
  return `${style.warn('!')} Nothing was committed to git: ${visible(git.reason)}.`
}

function repeatLines(title: string, repeat: string | null, style: Style): readonly string[] {
  if (repeat !== null) return commandLines(title, [repeat], style)
  return ['', 'No single command repeats these decisions: --on-conflict is one for all files.']
}

function commandLines(title: string, commands: readonly string[], style: Style): readonly string[] {
  return ['', `${title}:`, ...commands.map((command) => `  ${style.strong(visible(command))}`)]
}
