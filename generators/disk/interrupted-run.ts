import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { reservedPrefix } from '../paths.ts'
import { tryTo } from './disk-error.ts'

/**
 * Returns what reads and undoes interrupted runs, loaded only where a directory may have one;
 * undefined elsewhere.
 */
export async function interruptedRunIn(directory: string) {
  const stage = join(directory, reservedPrefix)
  // What the system refuses to say is reported by the code that needs it.
  const seen = tryTo(() => lstatSync(stage, { throwIfNoEntry: false }) ?? 'nothing')
  return seen === 'nothing' ? undefined : import('./transaction/index.ts')
}
