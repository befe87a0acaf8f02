import { expect, test, vi } from 'vitest'
import { runMain } from '../run.ts'

vi.mock('../../../generators/disk/apply.ts', () => ({
  apply: async () => ({ setAside: ['/w/svc/b.md.saved-2\u001b[2J'] }),
}))

test('a file of the user that a killed run had moved is named on stderr, and steers no terminal', async () => {
  const argv = ['svc', '--yes', '--no-git', '--module', 'svc', '--json']
  const { code, stdout, stderr } = await runMain(argv, { cwd: '/w', platform: 'linux' })
  expect(code).toBe(0)
  expect(stderr).toMatch(/so yours is at \/w\/svc\/b\.md\.saved-2\\u\{1b\}\[2J\n$/)
  expect(JSON.parse(stdout).kind).toBe('done')
})
