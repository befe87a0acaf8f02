import { appendFileSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

const company = join(import.meta.dirname, '../../../examples/layers/company')

/** Runs a test in a folder with a repository `svc` that uses the layer `./company`. */
function inRepository(
  act: (
    cwd: string,
    why: (...argv: readonly string[]) => ReturnType<typeof runMain>,
  ) => Promise<void>,
): Promise<void> {
  return inScratch(async (cwd) => {
    cpSync(company, join(cwd, 'company'), { recursive: true })
    const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc']
    expect(await runMain([...words, '--layer', './company'], { cwd })).toMatchObject({ code: 0 })
    await act(cwd, (...argv) => runMain(['why', ...argv], { cwd }))
  })
}

test('why names the layer, its version and its source, the owner, and how the file compares', () =>
  inRepository(async (cwd, why) => {
    appendFileSync(join(cwd, 'svc/Dockerfile'), '#\n')
    expect((await why('svc/Dockerfile')).stdout).toBe(
      [
        'Dockerfile is managed, from company 1.0.0 (../company)',
        '  The template decides its content: check reports a difference, and update merges.',
        '  It was edited since it was written.',
        '',
      ].join('\n'),
    )
    expect((await why('svc/cmd/api/main.go')).stdout).toMatch(
      /^cmd\/api\/main\.go is seeded, from create-go-docker \S+\n/,
    )
  }))

test('why works from inside the repository', () =>
  inRepository(async (cwd) => {
    const inside = await runMain(['why', 'main.go'], { cwd: join(cwd, 'svc/cmd/api') })
    expect(inside.stdout).toMatch(/^cmd\/api\/main\.go is seeded/)
  }))

test('why says that a file is the user’s', () =>
  inRepository(async (cwd, why) => {
    put(cwd, { 'svc/notes.txt': 'mine\n' })
    expect((await why('svc/notes.txt')).stdout).toBe(
      'notes.txt is yours: it is in no layer of this repository\n',
    )
  }))

test('why --json has the same keys for every ending, as its schema says', () =>
  inRepository(async (_, why) => {
    const results = [
      await why('svc/Makefile', '--json'),
      await why('svc/nothing', '--json'),
      await why('/', '--json'),
      await why('--json'),
    ].map(({ stdout }) => JSON.parse(stdout))
    expect(results.flatMap((result) => schemaErrors(result))).toEqual([])
    const [first] = results.map((result) => resultIn(JSON.stringify(result)))
    expect(first).toMatchObject({
      path: 'Makefile',
      owner: 'managed',
      layer: { name: 'create-go-docker' },
      verdict: 'same',
    })
    expect(results.map(({ kind, exitCode }) => [kind, exitCode])).toEqual([
      ['done', 0],
      ['failure', 1],
      ['failure', 1],
      ['usage', 2],
    ])
  }))

test.each([
  ['svc/cmd', 'cmd is a folder'],
  ['svc/nothing', 'there is no file nothing, here or in the lock'],
])('why %s says why it can say nothing', (path, message) =>
  inRepository(async (_, why) => {
    const { code, stderr } = await why(path)
    expect(stderr).toContain(message)
    expect(code).toBe(1)
  }),
)
