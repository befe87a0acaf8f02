import { jsonSyntaxProblem, parseJson } from '../json.ts'
import type { Problem } from '../problem.ts'
import type { Existing } from './change.ts'
import { conflictMarker } from './conflict-marker.ts'
import { type Intent, intentProblem } from './intent.ts'
import { intentPath, lockPath } from './lock.ts'
import { textIn } from './tree.ts'

/** Returns the problem that a repository has no lock, which a command needs. */
export function noLock(verb: string, directory: string, intent: Intent | undefined): Problem {
  return {
    what: `cannot ${verb} ${directory}: it has no ${lockPath}`,
    fix:
      intent === undefined
        ? 'Use the root of a repository that create-go-docker wrote.'
        : `Restore ${lockPath} from git.`,
  }
}

/**
 * Returns the problem that a file of the record can't be read: why, and what to do.
 * @param isNeeded whether nothing can be done without it
 */
export function unreadable(
  path: string,
  existing: Existing | undefined,
  isNeeded: boolean,
): Problem {
  const text = existing?.kind === 'file' ? textIn(existing.file) : ''
  if (existing?.kind === 'file' && conflictMarker(existing.file) !== undefined) {
    return {
      what: `cannot read ${path}: it has conflict markers of git`,
      fix: `Take both files of the record from one side, with git checkout --ours ${intentPath} ${lockPath}, put the answers of the other side into ${intentPath}, finish the merge, and run create-go-docker update.`,
    }
  }
  const isEdited = path === intentPath && existing?.kind === 'file'
  return {
    what: `cannot read ${path}: ${whyUnreadable(path, text)}`,
    fix: `${isEdited ? 'Correct it, or restore' : 'Restore'} it from git${isNeeded ? '' : ', or move it out of the way to start without a record'}.`,
  }
}

function whyUnreadable(path: string, text: string): string {
  const syntax = jsonSyntaxProblem(text)
  if (syntax !== undefined) return `it is not valid JSON: ${syntax}`
  const value = parseJson(text)
  if (value === undefined) return 'it is nested too deeply'
  return (path === intentPath ? intentProblem(value) : undefined) ?? 'it is not a valid record'
}
