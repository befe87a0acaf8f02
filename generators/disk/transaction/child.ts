import { lstatSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tryTo } from '../disk-error.ts'
import { readPlain } from '../read.ts'
import { isOwner } from './journal.ts'
import { childProcess, isRunningHere, type Owner } from './owner.ts'
import type { Stage } from './stage.ts'

/** The name, in its stage, of the note of what a run has started there. */
const childName = 'child.json'

/**
 * Notes in a stage which process writes to it, so that it can be ended when the run was killed: it would write on, and
 * make anew what is swept. It leads a process group. Where no note can be written, it can't write much either.
 */
export function noteChild({ stage }: Stage, pid: number): void {
  tryTo(() => writeFileSync(join(stage, childName), JSON.stringify(childProcess(pid))))
}

/** How many milliseconds a process has to end by itself that a run had started, but not noted when it was killed. */
const grace = 300

/**
 * Ends what a dead run has started in its stage, with all that this started, and waits for that a little. Only what
 * surely is that process is ended: a repository or an archive can bring a note along.
 */
export async function endChild(stage: string): Promise<void> {
  const note = join(stage, childName)
  const stats = lstatSync(note, { throwIfNoEntry: false })
  if (stats === undefined) return
  const child = tryTo((): unknown => JSON.parse(readPlain(note).toString()))
  // No process is the leader of group 1 but the first, and -1 means all.
  if (isOwner(child) && child.pid > 1 && isRunningHere(child)) return kill(child)
  const since = Date.now() - stats.mtimeMs
  if (since >= 0 && since < grace) await setTimeout(grace - since)
}

async function kill(child: Owner): Promise<void> {
  for (let tries = 0; tries < 20 && isRunningHere(child); tries += 1) {
    tryTo(() => process.kill(-child.pid, 'SIGKILL'))
    await setTimeout(10)
  }
}
