import type { Finding } from '../finding.ts'
import { lockPath } from '../plan/lock.ts'

/** Returns the finding that the lock was edited by hand; `why` is what shows it. */
export function editedLock(why: string): Finding {
  return {
    rule: 'lock/edited',
    severity: 'error',
    file: lockPath,
    line: null,
    message: `${lockPath} was edited by hand: ${why}`,
    remedy: 'Restore it from git.',
    fixable: false,
  }
}
