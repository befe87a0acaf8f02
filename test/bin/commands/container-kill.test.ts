import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recover } from '../../../generators/disk/transaction/index.ts'
import { inScratch, listing, put } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { killMoments } from '../../support/scope.ts'
import { bundled } from '../bundle.ts'

const moments = Math.ceil(killMoments / 4)
const command = await bundled('bin/create-go-docker.ts')
const hook = join(import.meta.dirname, 'kill/hook.cjs')

const go = {
  'go.mod': 'module example.com/hello\n\ngo 1.24\n',
  'main.go':
    'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe(":80", nil) }\n',
}
const old = 'FROM alpine:3.24\nADD main.go /\nUSER 1\ncmd /app --port 80\n'

/** Runs the command in a copy of a folder; `at` is the moment at which it is killed, 0 for never. */
function runIn(folder: string, words: readonly string[], at: number) {
  return spawnSync(process.execPath, ['--require', hook, command, ...words], {
    cwd: folder,
    env: { ...testEnvironment(folder), KILL_AT: String(at) },
    encoding: 'utf8',
  })
}

function inCopy<T>(original: string, act: (folder: string) => Promise<T>): Promise<T> {
  return inScratch(async (cwd) => {
    const folder = join(cwd, 'hello')
    cpSync(original, folder, { recursive: true })
    return act(folder)
  })
}

describe.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ['dockerize', ['dockerize', '--yes'], { ...go, '.dockerignore': 'tmp\n' }],
  [
    'dockerize --on-conflict overwrite',
    ['dockerize', '--yes', '--on-conflict', 'overwrite'],
    { ...go, Dockerfile: old },
  ],
  [
    'audit --fix',
    ['audit', '--fix', '--fail-on', 'none'],
    {
      ...go,
      Dockerfile: old,
      'docker-compose.yml': 'version: "3"\nservices:\n  a:\n    build: .\n',
    },
  ],
])('%s', { timeout: 120_000 }, (_, words, files) => {
  test('leaves the old files or the new ones when it is killed, and the next run ends as usual', () =>
    inScratch(async (original) => {
      put(original, files)
      const before = listing(original)
      const { calls, after } = await inCopy(original, async (folder) => {
        const { status, stderr } = runIn(folder, words, 0)
        expect(status).toBe(0)
        return { calls: Number(stderr), after: listing(folder) }
      })
      expect(after).not.toEqual(before)
      const count = Math.min(moments, 2 * calls)
      const ends = new Set<string>()
      for (let n = 0; n < count; n += 1) {
        const at = n === count - 1 ? calls : 1 + Math.floor((n * (2 * calls - 2)) / count) / 2
        await inCopy(original, async (folder) => {
          expect(runIn(folder, words, at)).toMatchObject({ signal: 'SIGKILL' })
          const { status, stdout } = runIn(folder, words, 0)
          expect(status, `killed at ${at}, and run again: ${stdout}`).toBe(0)
          expect(listing(folder), `killed at ${at}, and run again`).toEqual(after)
        })
        await inCopy(original, async (folder) => {
          expect(runIn(folder, words, at)).toMatchObject({ signal: 'SIGKILL' })
          await recover(folder)
          const now = listing(folder)
          const isNew = JSON.stringify(now) === JSON.stringify(after)
          expect(now, `killed at ${at}`).toEqual(isNew ? after : before)
          ends.add(isNew ? 'new' : 'old')
        })
      }
      expect(ends).toEqual(new Set(['old', 'new']))
    }))
})
