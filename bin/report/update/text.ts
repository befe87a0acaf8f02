import { isWork } from '../../../generators/plan/change.ts'
import { intentPath, lockPath } from '../../../generators/plan/lock.ts'
import { fileCount, some } from '../../../generators/plan/some.ts'
import { layerCommandLines, leftCommands, neededTrustLines } from '../commands.ts'
import { differenceLines } from '../difference.ts'
import { findingLines } from '../findings.ts'
import { signOf } from '../plan.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'
import type { Ended, Unresolved, Updated } from './ending.ts'
import { leftWords, reasonOf, stepsOf, type UpdateRow, updateRows } from './rows.ts'

/** Returns the text of an update for the user: its paths, what was left alone, and what is next. */
export function updateLines(updated: Updated, style: Style): readonly string[] {
  const { kind, planned, warnings, detail } = updated
  const isDry = kind === 'dry-run' || kind === 'conflict'
  const rows = updateRows(planned).filter((row) => detail === 'full' || isShown(row))
  const isNothing = !planned.plan.changes.some(isWork)
  const steps = stepsOf(planned)
  return [
    ...(isNothing ? [] : [...steps.map(visible), ...(steps.length > 0 ? [''] : [])]),
    ...(isNothing && detail === 'folded' ? [] : rows.map((row) => rowLine(row, style))),
    ...(detail === 'full' ? differences(updated, style) : []),
    ...leftLines(updated, style),
    ...findingLines(warnings, style),
    ...layerCommandLines(updated.commands, style),
    ...(isDry ? neededTrustLines(updated.commands) : []),
    ...endLines(updated, style),
  ]
}

/** The record changes with everything else, and what stays the same is no news. */
function isShown({ path, status, conflict }: UpdateRow): boolean {
  if (conflict !== null) return true
  return status !== 'identical' && status !== 'keep' && path !== intentPath && path !== lockPath
}

function rowLine(row: UpdateRow, style: Style): string {
  const { path, status, from } = row
  const moved = from === null ? '' : ` (was ${visible(from)})`
  const reason = reasonOf(row)
  const why = reason === undefined ? '' : `: ${reason}`
  return `${signOf(status, style)} ${status.padEnd(9)} ${visible(path)}${moved}${why}`
}

function differences({ planned }: Updated, style: Style): readonly string[] {
  return planned.plan.changes.flatMap((change) =>
    (change.status === 'update' || change.status === 'merge') && change.path !== lockPath
      ? ['', ...differenceLines(change, style, 'updated')]
      : [],
  )
}

function leftLines({ planned: { left }, detail }: Updated, style: Style): readonly string[] {
  const seeded = left.filter(({ why }) => why === 'seeded')
  const kept = left.filter(({ why }) => why === 'kept')
  const ignored = left.filter(({ why }) => why === 'ignored')
  const told = (files: typeof left) =>
    detail === 'full'
      ? files.map(({ path, change }) => style.dim(`  ${visible(path)}: ${leftWords[change]}`))
      : []
  const paths = (files: typeof left) => visible(some(files.map(({ path }) => path)))
  return [
    ...(seeded.length === 0
      ? []
      : [
          `${style.dim('·')} Left alone, because they are yours since they were written: ${paths(seeded)}`,
          '  The template has changed there. --include-seeded merges it.',
        ]),
    ...told(seeded),
    ...(kept.length === 0
      ? []
      : [`${style.dim('·')} Left alone, because you kept your own: ${paths(kept)}`]),
    ...told(kept),
    ...(ignored.length === 0
      ? []
      : [`${style.dim('·')} Left alone, because git ignores your own: ${paths(ignored)}`]),
    ...told(ignored),
  ]
}

function endLines({ kind, planned, commands, backup }: Updated, style: Style): readonly string[] {
  const work = planned.plan.changes.filter(isWork)
  const isNothing = work.length === 0
  const changed = changedWords(work.map(({ path }) => path))
  const count = planned.conflicts.length
  const open = count === 1 ? '1 conflict' : `${count} conflicts`
  const saved = savedLines(backup)
  const left = leftCommands(commands)
  const leftLine = left === undefined ? [] : [`  Then run the commands of the layers: ${left}`]
  switch (kind) {
    case 'conflict':
      return [`${style.bad('✗')} Nothing was written. The update would leave ${open} to resolve.`]
    case 'dry-run':
      return [
        isNothing
          ? `${style.good('✓')} Nothing to do: the repository is up to date.`
          : `${style.good('✓')} Nothing was written. The update would change ${changed}.`,
      ]
    case 'conflicts-left':
      return [
        `${style.bad('✗')} Updated ${changed}, and ${open} left to resolve.`,
        style.commands(
          '  Resolve them and run create-go-docker update --continue, or go back with create-go-docker update --abort.',
        ),
        ...leftLine,
        ...saved,
      ]
    case 'failure':
    case 'cancelled':
      return [
        `${style.good('✓')} Updated ${changed}.`,
        ...saved,
        `${style.bad('✗')} Not everything was done. Run by hand: ${left}`,
      ]
    case 'done':
      if (isNothing) return [`${style.good('✓')} Nothing to do: the repository is up to date.`]
      return [`${style.good('✓')} Updated ${changed}.`, ...saved]
  }
}

function savedLines(backup: string | undefined): readonly string[] {
  return backup === undefined ? [] : [`  The files as they were before are in ${visible(backup)}.`]
}

/** The files of the record are not listed, so they don't count. */
function changedWords(paths: readonly string[]): string {
  const count = paths.filter((path) => path !== intentPath && path !== lockPath).length
  return count === 0 ? 'the record' : fileCount(count)
}

/** Returns the text of the end of an update that had left conflicts. */
export function endedLines(
  { step, paths, backup, warnings }: Ended,
  style: Style,
): readonly string[] {
  const done =
    step === 'abort'
      ? `Went back to the state before the update: ${fileCount(paths.length)} restored.`
      : `Finished the update. Resolved ${paths.length === 1 ? '1 conflict' : `${paths.length} conflicts`}: ${visible(some(paths))}.`
  return [...findingLines(warnings, style), `${style.good('✓')} ${done}`, ...savedLines(backup)]
}

/** Returns the text about conflicts that are still not resolved. */
export function unresolvedLines({ marked, warnings }: Unresolved, style: Style): readonly string[] {
  return [
    ...findingLines(warnings, style),
    ...marked.map(
      ({ path, line }) => `${style.bad('✗')} ${visible(path)}:${line} still has conflict markers`,
    ),
    style.commands('  Resolve them and run create-go-docker update --continue again.'),
  ]
}
