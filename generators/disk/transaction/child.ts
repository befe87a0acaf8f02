import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tryTo } from '../disk-error.ts'
import { readPlain } from '../read.ts'
import { isOwner } from './journal.ts'
import { childProcess, isRunning } from './owner.ts'
import type { Stage } from './stage.ts'

/** The name, in its stage, of the note of what a run has started there. */
export const childName = 'child.json'

/**
 * Notes in a stage which process writes to it, so that it can be ended when the run was killed: it would write on, and
 * make anew what is swept. It leads a process group. Where no note can be written, it can't write much either.
 */
export function noteChild({ stage }: Stage, pid: number): void {
  tryTo(() => writeFileSync(join(stage, childName), JSON.stringify(childProcess(pid))))
}

/** Ends what a dead run has started in its stage, with all that this started, and waits for that a little. */
export async function endChild(stage: string, age: number): Promise<void> {
  const child = tryTo((): unknown => JSON.parse(readPlain(join(stage, childName)).toString()))
  // No process is the leader of group 1 but the first, and -1 means all.
  if (!isOwner(child) || child.pid === 1) return
  for (let tries = 0; tries < 20 && isRunning(child, age); tries += 1) {
    tryTo(() => process.kill(-child.pid, 'SIGKILL'))
    await setTimeout(10)
  }
}
