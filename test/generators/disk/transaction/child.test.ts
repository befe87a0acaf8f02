import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { endChild, noteChild } from '../../../../generators/disk/transaction/child.ts'
import { openStage } from '../../../../generators/disk/transaction/index.ts'
import { childProcess } from '../../../../generators/disk/transaction/owner.ts'
import { inScratch } from '../disk.ts'

/**
 * Starts a shell that leads a process group, with a background process that creates a file a little
 * later.
 */
async function startIn(directory: string) {
  const script = `(trap "" TERM; sleep 0.5; touch '${join(directory, 'late')}') & echo; wait`
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const { pid = 0 } = child
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return { pid, ended: once(child, 'exit') }
}

test.skipIf(process.platform !== 'linux')(
  'what a dead run has started is ended, with all that this has started',
  () =>
    inScratch(async (dir) => {
      const opened = openStage(dir)
      const { pid, ended } = await startIn(dir)
      noteChild(opened, pid)
      await endChild(opened.stage)
      expect((await ended)[1]).toBe('SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, 800))
      expect(existsSync(join(dir, 'late'))).toBe(false)
    }),
)

test.skipIf(process.platform !== 'linux').each<[string, (pid: number) => unknown]>([
  ['another process has its PID by now', (pid) => ({ ...childProcess(pid), start: '1' })],
  ['it ran before the last boot', (pid) => ({ ...childProcess(pid), boot: 'earlier' })],
  ['it runs on another host', (pid) => ({ ...childProcess(pid), host: 'elsewhere' })],
  ['it runs in another namespace', (pid) => ({ ...childProcess(pid), namespace: 'pid:[1]' })],
  ['nobody knows when it started', (pid) => ({ ...childProcess(pid), start: '' })],
  ['the note says all processes', () => ({ ...childProcess(1), pid: 1 })],
  ['the note is invalid', (pid) => ({ pid })],
])('a process is left alone if %s', (_, note) =>
  inScratch(async (dir) => {
    const { stage } = openStage(dir)
    const { pid } = await startIn(dir)
    writeFileSync(join(stage, 'child.json'), JSON.stringify(note(pid)))
    await endChild(stage)
    expect(() => process.kill(pid, 0)).not.toThrow()
    await expect.poll(() => existsSync(join(dir, 'late')), { timeout: 5_000 }).toBe(true)
  }),
)
