import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from '../../../bin/io.ts'
import { runCommands } from '../../../bin/request/run-commands.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'

function ioIn(cwd: string): Io {
  return {
    argv: [],
    env: { PATH: process.env.PATH ?? '' },
    cwd,
    platform: process.platform,
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    interruptibly: (work) => work(),
  }
}

test('a command of a layer that is not trusted by its digest is not run, whoever asks', () =>
  inScratch(async (cwd) => {
    const io = ioIn(cwd)
    const commands = [{ layer: 'company', digest: 'sha256-1', argv: ['touch', 'canary'] }]
    const run = (digest: string) =>
      runCommands(commands, cwd, io, { trusts: [{ name: 'company', digest }], verbose: false })
    await expect(run('sha256-2')).rejects.toThrow('the layer company is not trusted')
    expect(existsSync(join(cwd, 'canary'))).toBe(false)
    await run('sha256-1')
    expect(existsSync(join(cwd, 'canary'))).toBe(true)
  }))

test('a command that removes the record fails, and those after it are left', () =>
  inScratch(async (cwd) => {
    put(cwd, { 'go-docker.lock.json': '{}' })
    const digest = 'sha256-1'
    const commands = [['true'], ['rm', 'go-docker.lock.json'], ['touch', 'canary']].map((argv) => {
      return { layer: 'company', digest, argv }
    })
    const trusts = [{ name: 'company', digest }]
    const { commands: results, problem } = await runCommands(commands, cwd, ioIn(cwd), {
      trusts,
      verbose: false,
    })
    expect(problem?.what).toMatch(/a command of the layer company removed go-docker.lock.json: rm /)
    expect(results.map(({ status }) => status)).toEqual(['done', 'done', 'left'])
    expect(existsSync(join(cwd, 'canary'))).toBe(false)
  }))
