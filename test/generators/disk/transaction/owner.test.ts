import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  isRunning,
  type Owner,
  thisProcess,
} from '../../../../generators/disk/transaction/owner.ts'

const self = thisProcess()
const nobody = 2 ** 22 + 1
const young = 1000
const old = 600_000

test('this process is running, however old its run is', () => {
  expect(isRunning(self, young)).toBe(true)
  if (self.start !== '') expect(isRunning(self, old)).toBe(true)
})

test.each<[string, Partial<Owner>, number, boolean]>([
  ['whose pid is nobody’s is dead', { pid: nobody }, young, false],
  ['whose pid another process has since is dead', { start: '1' }, young, false],
  ['of an earlier boot is dead', { boot: 'earlier' }, young, false],
  ['of another host may run while it is young', { host: 'other', pid: nobody }, young, true],
  ['of another host is dead when it is old', { host: 'other', pid: nobody }, old, false],
  ['of another host may run while its clock is ahead a little', { host: 'other' }, -young, true],
  ['of another host is dead when its time lies far ahead', { host: 'other' }, -old, false],
  ['whose start is unknown is dead when its time lies far ahead', { start: '' }, -old, false],
  ['of another container may run while it is young', { namespace: 'x', boot: 'y' }, young, true],
  ['of another container is dead when it is old', { namespace: 'x', pid: nobody }, old, false],
  ['whose start is unknown runs while it is young', { start: '' }, young, true],
  ['whose start is unknown is dead when it is old', { start: '' }, old, false],
])('an owner %s', (_, difference, age, running) => {
  expect(isRunning({ ...self, ...difference }, age)).toBe(running)
})

test.skipIf(process.platform !== 'linux')('a process that ended, unreaped, is dead', async () => {
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: 'pipe' })
  try {
    const pid = await new Promise<number>((resolve) => {
      shell.stdout.once('data', (data: Buffer) => resolve(Number(data)))
    })
    // Waits until the shell has become `sleep`, because a shell would reap the process.
    const parent = () => readFileSync(`/proc/${shell.pid}/comm`, 'utf8').trim()
    await expect.poll(parent, { timeout: 10_000 }).toBe('sleep')
    process.kill(pid, 'SIGKILL')
    const state = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
    await expect.poll(() => state()[2], { timeout: 10_000 }).toBe('Z')
    expect(isRunning({ ...self, pid, start: state()[21] ?? '' }, young)).toBe(false)
  } finally {
    shell.kill()
  }
})
