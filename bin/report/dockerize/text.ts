import { isWork } from '../../../generators/plan/change.ts'
import { fileCount } from '../../../generators/plan/some.ts'
import { conflictLines } from '../create/conflict.ts'
import { findingLines } from '../findings.ts'
import { planLines } from '../plan.ts'
import { problemLines } from '../problems.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import type { DockerizeEnded } from './ending.ts'
import { factLines } from './facts.ts'

/** Returns the text at the end of dockerize: what was found, what is written, and what comes next. */
export function dockerizeLines(ended: DockerizeEnded, style: Style): readonly string[] {
  const { facts, plan, warnings, design, verbose } = ended
  const found = [...factLines(facts, style), '']
  const changes = [
    ...planLines(plan, style, verbose || ended.kind === 'dry-run' ? 'full' : 'folded'),
    '',
  ]
  const told = findingLines(warnings, style)
  switch (ended.kind) {
    case 'dry-run':
      return [
        ...found,
        ...changes,
        'Nothing was written: this was a dry run.',
        ...told,
        ...problemLines([...design.wrong, ...design.problems], style),
      ]
    case 'conflict':
      return [...found, ...changes, ...told, ...conflictLines(plan, style)]
    case 'failure':
      return [...found, ...told, ...problemLines(ended.problems, style)]
    case 'done': {
      const count = plan.changes.filter(isWork).length
      const written =
        count === 0 ? 'Nothing to write: the files are up to date' : `Wrote ${fileCount(count)}`
      return [
        ...(ended.shown ? [] : [...found, ...changes]),
        `${style.good('✓')} ${written}`,
        ...(ended.shown ? [] : told),
        '',
        'Next:',
        ...ended.next.map((command) => `  ${style.strong(visible(command))}`),
      ]
    }
  }
}
