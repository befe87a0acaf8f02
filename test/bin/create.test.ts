import { PassThrough, Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { main } from '../../bin/main.ts'

vi.mock('../../generators/apply.ts', () => ({
  apply: async () => ({ setAside: ['/w/svc/b.md.saved-2\u001b[2J'] }),
}))

test('a file of the user that a killed run had moved is named on stderr, and steers no terminal', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await main({
    argv: ['svc', '--yes', '--no-git', '--module', 'svc', '--json'],
    cwd: '/w',
    env: {},
    platform: 'linux',
    stdin: Readable.from([]),
    stdout,
    stderr,
    signal: new AbortController().signal,
  })
  expect(code).toBe(0)
  expect(String(stderr.read())).toMatch(/: it is \/w\/svc\/b\.md\.saved-2\\u\{1b\}\[2J\n$/)
  expect(JSON.parse(String(stdout.read())).kind).toBe('done')
})
