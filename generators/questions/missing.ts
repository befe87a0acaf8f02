import type { Problem } from '../problem.ts'
import { isAsked, type Row, shownValue, type Table, valuesOf } from './table.ts'

/** There is no directory, name or module path to start from. */
export const nothingToGoBy: Problem = {
  what: '--yes needs a directory, a name or a module path',
  fix: 'Use DIRECTORY, --name NAME or --module PATH.',
}

/** Something is missing, and it can't be asked for. */
export function noQuestions(why: string | undefined): Problem {
  return {
    what: `questions can't be asked, because ${why}`,
    fix: 'Add what is missing, or use --yes for the defaults.',
  }
}

/** Nothing says where to write. */
export const noDirectory: Problem = {
  what: 'DIRECTORY is missing',
  fix: 'Name the directory to write to, such as my-service; --yes uses the service name.',
}

/** The module path is missing. */
export const noModule: Problem = {
  what: '--module is missing',
  fix: 'Use --module PATH, such as github.com/acme/my-service; --yes derives one from git and the name.',
}

/** Returns a problem for each option of a table that is missing. */
export function missingOptions(
  table: Table,
  isMissing: (option: string) => boolean,
): readonly Problem[] {
  return Object.entries(table)
    .filter(([option, row]) => isAsked(row) && isMissing(option))
    .map(([, row]) => ({
      what: `--${row.flag} is missing`,
      fix: `Use --${row.flag} ${placeholderOf(row)}; --yes uses ${shownValue(row.default)}.`,
    }))
}

/** Returns the placeholder for the value of an option's flag. */
export function placeholderOf(row: Row): string {
  if (row.kind === 'text') return row.placeholder
  if (row.lockedBy !== undefined) return [row.default].flat().join(',')
  return valuesOf(row).join(row.kind === 'several' ? ',' : '|')
}
