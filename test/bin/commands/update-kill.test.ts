import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recover } from '../../../generators/disk/transaction/index.ts'
import { inScratch, listing } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { killMoments } from '../../support/scope.ts'
import { bundled } from '../bundle.ts'

const moments = Math.max(2, Math.ceil(killMoments / 12))
const program = await bundled('bin/create-go-docker.ts')
const hook = join(import.meta.dirname, 'kill/hook.cjs')

interface Place {
  readonly svc: string
  readonly run: (words: readonly string[], at?: number) => ReturnType<typeof spawnSync>
  readonly git: (...args: readonly string[]) => string
}

/** Runs a test in a copy of a repository whose update to PostgreSQL leaves a conflict. */
async function inCopy<T>(original: string, withGit: boolean, act: (place: Place) => Promise<T>) {
  return inScratch(async (cwd) => {
    const svc = join(cwd, 'svc')
    cpSync(original, svc, { recursive: true })
    const env = { ...testEnvironment(cwd), ...(withGit ? {} : { PATH: cwd }) }
    const run: Place['run'] = (words, at) =>
      spawnSync(
        process.execPath,
        [...(at === undefined ? [] : ['--require', hook]), program, ...words],
        {
          cwd,
          env: { ...env, ...(at === undefined ? {} : { KILL_AT: String(at) }) },
          encoding: 'utf8',
        },
      )
    const git: Place['git'] = (...args) =>
      execFileSync('git', args, {
        cwd: svc,
        env: { ...env, PATH: process.env.PATH },
        encoding: 'utf8',
      })
    return act({ svc, run, git })
  })
}

/** Makes the repository that is copied: as it was created, and with an edit that will conflict. */
function inOriginal<T>(act: (original: string) => Promise<T>): Promise<T> {
  return inScratch(async (cwd) => {
    const svc = join(cwd, 'svc')
    const env = testEnvironment(cwd)
    const answers = ['--module', 'example.com/svc', '--database', 'redis']
    const words = [program, 'svc', '--yes', '--no-git', ...answers]
    expect(spawnSync(process.execPath, words, { cwd, env }).status).toBe(0)
    const compose = join(svc, 'docker-compose.yml')
    writeFileSync(compose, readFileSync(compose, 'utf8').replace(/DB_URL: .*/, 'DB_URL: mine'))
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['commit', '-qm', 'x'],
    ]) {
      execFileSync('git', args, { cwd: svc, env })
    }
    return act(svc)
  })
}

/** The files of the user and of the update, without git's and without what a run saves. */
function files(svc: string): Readonly<Record<string, string>> {
  const entries = Object.entries(listing(svc))
  return Object.fromEntries(entries.filter(([path]) => !/^\.git\/|^\.create-go-docker/.test(path)))
}

const change = ['update', 'svc', '--set', 'database=postgres']

/** Returns moments spread over a run with this many calls; the last one is the last call. */
function spread(calls: number): readonly number[] {
  const count = Math.min(moments, 2 * calls) - 1
  const even = Array.from(
    { length: count },
    (_, n) => 1 + Math.floor((n * (2 * calls - 2)) / count) / 2,
  )
  return [...even, calls]
}

describe.each([
  ['git', true],
  ['no git', false],
])('with %s, kill -9', { timeout: 300_000 }, (_, withGit) => {
  test('at any write of an update leaves the old state or the new one', () =>
    inOriginal(async (original) => {
      const before = files(original)
      const { calls, after } = await inCopy(original, withGit, async ({ svc, run }) => {
        const { status, stderr } = run(change, 0)
        expect(status).toBe(1)
        return { calls: Number(stderr), after: files(svc) }
      })
      expect(calls).toBeGreaterThan(20)
      expect(after).not.toEqual(before)
      const ends = new Set<string>()
      for (const at of spread(calls)) {
        await inCopy(original, withGit, async ({ svc, run, git }) => {
          expect(run(change, at)).toMatchObject({ signal: 'SIGKILL' })
          await recover(svc)
          const now = files(svc)
          const isNew = now['go-docker.lock.json'] === after['go-docker.lock.json']
          expect(now, `killed at ${at}`).toEqual(isNew ? after : before)
          ends.add(isNew ? 'new' : 'old')
          if (!isNew) return
          expect(run(['update', 'svc', '--abort'])).toMatchObject({ status: 0 })
          expect(files(svc)).toEqual(before)
          expect(git('status', '--porcelain').replace(/^\?\? \.create-go-docker.*\n/m, '')).toBe('')
        })
      }
      expect(ends).toEqual(new Set(['old', 'new']))
    }))

  test('at any write of --abort leaves one of the two states, and a second one goes back', () =>
    inOriginal(async (original) => {
      const before = files(original)
      const abort = ['update', 'svc', '--abort']
      await inCopy(original, withGit, async ({ svc: updated, run }) => {
        expect(run(change)).toMatchObject({ status: 1 })
        const after = files(updated)
        const calls = await inCopy(updated, withGit, async ({ run }) => {
          const { status, stderr } = run(abort, 0)
          expect(status).toBe(0)
          return Number(stderr)
        })
        for (const at of spread(calls)) {
          await inCopy(updated, withGit, async ({ svc, run, git }) => {
            expect(run(abort, at)).toMatchObject({ signal: 'SIGKILL' })
            await recover(svc)
            const isBack = files(svc)['go-docker.lock.json'] === before['go-docker.lock.json']
            expect(files(svc), `killed at ${at}`).toEqual(isBack ? before : after)
            if (!isBack) expect(run(abort)).toMatchObject({ status: 0 })
            expect(files(svc)).toEqual(before)
            expect(git('ls-files', '--unmerged'), `killed at ${at}`).toBe('')
          })
        }
      })
    }))

  test('at any write of --continue leaves one of the two states, and a second one settles', () =>
    inOriginal(async (original) => {
      const settle = ['update', 'svc', '--continue']
      await inCopy(original, withGit, async ({ svc: updated, run }) => {
        expect(run(change)).toMatchObject({ status: 1 })
        writeFileSync(join(updated, 'docker-compose.yml'), 'services: {}\n')
        const { calls, after } = await inCopy(updated, withGit, async ({ svc, run }) => {
          const { status, stderr } = run(settle, 0)
          expect(status).toBe(0)
          return { calls: Number(stderr), after: files(svc) }
        })
        for (const at of spread(calls)) {
          await inCopy(updated, withGit, async ({ svc, run, git }) => {
            expect(run(settle, at)).toMatchObject({ signal: 'SIGKILL' })
            await recover(svc)
            const isSettled = files(svc)['go-docker.lock.json'] === after['go-docker.lock.json']
            if (!isSettled) expect(run(settle)).toMatchObject({ status: 0 })
            expect(files(svc), `killed at ${at}`).toEqual(after)
            expect(git('ls-files', '--unmerged'), `killed at ${at}`).toBe('')
          })
        }
      })
    }))
})
