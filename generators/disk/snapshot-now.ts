import type { Snapshot } from '../plan/change.ts'
import { attempt } from './disk-error.ts'
import { readEntries, type Wanted } from './snapshot.ts'
import { takenBack } from './transaction/index.ts'

/** Like `snapshot`, but synchronous, for a user who is waiting for a key press to be handled. */
export function snapshotNow(directory: string, wanted: Wanted): Snapshot {
  return readEntries(directory, wanted, () =>
    attempt(`cannot read ${directory}`, () => takenBack(directory)),
  )
}
