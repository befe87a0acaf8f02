import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from '../../../bin/io.ts'
import { runCommands } from '../../../bin/request/run-commands.ts'
import { inScratch } from '../../generators/disk/disk.ts'

test('a command of a layer that is not trusted by its digest is not run, whoever asks', () =>
  inScratch(async (cwd) => {
    const io: Io = {
      argv: [],
      env: { PATH: process.env.PATH ?? '' },
      cwd,
      platform: process.platform,
      stdin: Readable.from([]),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      signal: new AbortController().signal,
    }
    const commands = [{ layer: 'company', digest: 'sha256-1', argv: ['touch', 'canary'] }]
    const run = (digest: string) =>
      runCommands(commands, cwd, io, { trusts: [{ name: 'company', digest }], verbose: false })
    await expect(run('sha256-2')).rejects.toThrow('the layer company is not trusted')
    expect(existsSync(join(cwd, 'canary'))).toBe(false)
    await run('sha256-1')
    expect(existsSync(join(cwd, 'canary'))).toBe(true)
  }))
