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
 * Kills the process group that a dead run started in its stage, and waits briefly for it to end.
 * Only kills what is certainly that process, because a repository or an archive can contain such a
 * record.
 */
export async function endChild(stage: string): Promise<void> {
  const note = join(stage, childName)
  const stats = lstatSync(note, { throwIfNoEntry: false })
  if (stats === undefined) return
  const child = tryTo((): unknown => JSON.parse(readPlain(note).toString()))
  // Only the init process leads group 1, and killing -1 would kill everything.
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
