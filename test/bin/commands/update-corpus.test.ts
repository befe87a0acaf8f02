import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jsonText } from '../../../generators/json.ts'
import { builtIn } from '../../../generators/layers/built-in.ts'
import { options } from '../../../generators/questions/options.ts'
import { newService } from '../../../generators/service.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { inScratch, listing } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { runMain } from '../run.ts'

/** Repositories as each release wrote them, which every later version must be able to update. */
const folder = join(import.meta.dirname, '../../update/locks')

type Stored = Readonly<Record<string, { readonly mode: string; readonly lines: readonly string[] }>>

/** The answers for which a release adds a repository: `UPDATE_LOCKS=1 npx vitest run update-corpus`. */
const samples = {
  'net-http-redis-scratch': { framework: 'net/http', database: 'redis', baseImage: 'scratch' },
  'echo-postgres-distroless': { framework: 'echo', database: 'postgres', baseImage: 'distroless' },
}

if (process.env.UPDATE_LOCKS) {
  mkdirSync(folder, { recursive: true })
  for (const [name, answers] of Object.entries(samples)) {
    const all = { name: 'svc', module: 'example.com/svc', ...answers }
    const input = { answers: all, exclude: [], version: manifest.version, table: options }
    const stored: Stored = Object.fromEntries(
      [...newService(input, builtIn())].map(([path, { mode, content }]) => [
        path,
        { mode, lines: Buffer.from(content).toString().split('\n') },
      ]),
    )
    writeFileSync(join(folder, `${manifest.version}-${name}.json`), jsonText(stored))
  }
}

const corpus = readdirSync(folder)

test.each(Object.keys(samples))('this version has a repository with %s', (name) => {
  expect(corpus).toContain(`${manifest.version}-${name}.json`)
})

describe.each(corpus)('the repository %s', (file) => {
  /** Runs a test in a committed copy of the repository. */
  const inCopy = (
    act: (
      run: (...words: readonly string[]) => ReturnType<typeof runMain>,
      svc: string,
    ) => Promise<void>,
  ) =>
    inScratch(async (cwd) => {
      const stored: Stored = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const svc = join(cwd, 'svc')
      for (const [path, { mode, lines }] of Object.entries(stored)) {
        mkdirSync(dirname(join(svc, path)), { recursive: true })
        writeFileSync(join(svc, path), lines.join('\n'))
        chmodSync(join(svc, path), mode === '100755' ? 0o755 : 0o644)
      }
      const env = testEnvironment(cwd)
      for (const args of [
        ['init', '-q'],
        ['add', '-A'],
        ['commit', '-qm', 'x'],
      ]) {
        execFileSync('git', args, { cwd: svc, env })
      }
      await act((...words) => runMain(words, { cwd, env }), svc)
    })

  test('is updated without conflicts, and the check is clean', () =>
    inCopy(async (run) => {
      const { code, stdout } = await run('update', 'svc')
      expect({ code, stdout }).toMatchObject({ code: 0 })
      expect(await run('check', 'svc', '--verify')).toMatchObject({ code: 0 })
    }))

  test('is the same as a new one once its seeded files are merged, too', () =>
    inCopy(async (run, svc) => {
      expect(await run('update', 'svc', '--include-seeded')).toMatchObject({ code: 0 })
      const updated = files(svc)
      await inScratch(async (cwd) => {
        const answers = JSON.parse(readFileSync(join(svc, 'go-docker.json'), 'utf8'))
        const from = join(cwd, 'from.json')
        writeFileSync(from, JSON.stringify(answers))
        const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc', '--from', from]
        expect(await runMain(words, { cwd })).toMatchObject({ code: 0 })
        expect(updated).toEqual(files(join(cwd, 'svc')))
      })
    }))
})

function files(svc: string): Readonly<Record<string, string>> {
  const entries = Object.entries(listing(svc))
  return Object.fromEntries(entries.filter(([path]) => !path.startsWith('.git/')))
}
