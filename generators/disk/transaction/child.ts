import { lstatSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tryTo } from '../disk-error.ts'
import { readPlain } from '../read.ts'
import { isOwner } from './journal.ts'
import { childProcess, isRunningHere, type Owner } from './owner.ts'
import type { Stage } from './stage.ts'

/** The file in a stage that records the child process which the run started there. */
const childName = 'child.json'

/**
 * Records which process writes to a stage, so that it can be killed if the run dies; otherwise it
 * could recreate files after a sweep. The process leads a process group. If the record can't be
 * written, the child can hardly write either, so that error is ignored.
 */
export function noteChild({ stage }: Stage, pid: number): void {
  tryTo(() => writeFileSync(join(stage, childName), JSON.stringify(childProcess(pid))))
}

/**
 * Milliseconds to wait for a child process that started, but was not recorded before its run died.
 */
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
