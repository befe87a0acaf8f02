import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cellOf } from '../../support/matrix.ts'
import { run } from '../support/command.ts'
import { patience, projectOf } from '../support/docker.ts'
import { get, visitorOf } from '../support/http.ts'
import { missing } from '../support/tools.ts'

const chosen = ['net-http-postgres-scratch', 'echo-redis-alpine'].map(cellOf)

describe.skipIf(await missing('docker', 'info')).each(chosen)('$title', ({ tree }) => {
  test('two clones, of a user with umask 077, are kept apart by COMPOSE_PROJECT_NAME in .env', {
    timeout: patience,
  }, async () => {
    const clones = [await projectOf(tree), await projectOf(tree)]
    const [one, other] = await Promise.all(
      clones.map(async ({ folder, env, name }) => {
        await run('chmod', ['-R', 'go-rwx', folder])
        const { COMPOSE_PROJECT_NAME: _, ...rest } = env
        const compose = (...args: readonly string[]) =>
          run('docker', ['compose', ...args], { cwd: folder, env: rest, timeout: 600_000 })
        expect(await compose('config', '--format', 'json')).toContain('"name": "greeter"')
        writeFileSync(join(folder, '.env'), `COMPOSE_PROJECT_NAME=${name}\n`)
        return compose
      }),
    )
    for (const [index, compose] of [one, other].entries()) {
      onTestFinished(() => clones[index]?.remove())
      await compose?.('up', '--build', '--wait')
    }
    const visit = async (index: number) => visitorOf(await get(`${clones[index]?.url}/`))
    expect([await visit(0), await visit(0), await visit(1)]).toEqual([1, 2, 1])
    expect(await one?.('run', '--rm', '-T', 'cli', 'hits')).toBe('2')
    await other?.('down', '--volumes', '--timeout', '2')
    expect(await visit(0)).toBe(3)
  })
})
