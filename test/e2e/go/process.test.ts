import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { goCells } from '../../support/matrix.ts'
import { attempt, run, told } from '../support/command.ts'
import { get, until } from '../support/http.ts'
import { started } from '../support/service.ts'
import { missing } from '../support/tools.ts'
import { newFolder, written } from '../support/workspace.ts'

describe.skipIf(await missing('go', 'version')).each(goCells)('$title, started', (cell) => {
  const bin = newFolder()
  const api = join(bin, 'api')
  const cli = join(bin, 'cli')
  beforeAll(async () => {
    const stamp = `-ldflags=-X 'main.version=v1.2.3 (abc1234)'`
    await run('go', ['build', stamp, '-o', `${bin}/`, './cmd/...'], { cwd: written(cell.tree) })
  })

  /**
   * The address of a database that certainly isn't running: a free port could be assigned again.
   */
  const away =
    cell.database === 'postgres'
      ? 'postgres://app@127.0.0.1:1/app?sslmode=disable'
      : 'redis://127.0.0.1:1/0'

  test('without a database it stays up, is alive but not ready, and returns a clean 503', async () => {
    const service = await started(api, { DB_URL: away })
    const [home, livez, readyz] = await Promise.all(
      ['/', '/livez', '/readyz'].map((path) => get(service.url + path)),
    )
    expect([home?.status, livez?.status, readyz?.status]).toEqual([503, 200, 503])
    expect(home?.body).not.toMatch(/127\.0\.0\.1|refused|dial|postgres|redis/i)
    service.signal('SIGTERM')
    const ended = await service.ended
    expect(ended.code, told(ended)).toBe(0)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with exit code 0', async (signal) => {
    const service = await started(api, { DB_URL: away })
    service.signal(signal)
    const ended = await service.ended
    expect(ended.code, told(ended)).toBe(0)
    await expect(get(`${service.url}/livez`)).rejects.toThrow(/ECONNREFUSED/)
  })

  test('logs only JSON lines', async () => {
    const service = await started(api, { DB_URL: away })
    await get(`${service.url}/`)
    service.signal('SIGTERM')
    const { stdout, stderr } = await service.ended
    expect(stderr).toBe('')
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg')
  })

  test('without configuration it exits with 1 and says what to set', async () => {
    const outcome = await attempt(api, [], { env: { DB_URL: '', PORT: '' }, timeout: 60_000 })
    expect(outcome.code).toBe(1)
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      level: 'ERROR',
      error: expect.stringContaining('DB_URL'),
    })
  })

  test('names every invalid setting at once, and none of the secrets', async () => {
    const settings = {
      PORT: 'eighty',
      DB_URL: 'mysql://app:hunter2@db/app',
      DB_PASSWORD_FILE: '/nowhere/password',
      DB_TIMEOUT: 'soon',
      READ_TIMEOUT: '-1s',
      WRITE_TIMEOUT: 'x',
      IDLE_TIMEOUT: 'x',
      DRAIN_DELAY: 'x',
      SHUTDOWN_TIMEOUT: '0',
      MAX_BODY_BYTES: '1M',
      LOG_LEVEL: 'loud',
    }
    const outcome = await attempt(api, [], { env: settings, timeout: 60_000 })
    expect(outcome.code).toBe(1)
    for (const name of Object.keys(settings)) expect(outcome.stdout).toContain(name)
    expect(outcome.output).not.toContain('hunter2')
  })

  test('never logs the password, wherever it came from', async () => {
    const password = 'p/a%s@s:word'
    const file = join(newFolder(), 'password')
    writeFileSync(file, `${password}\n`)
    const inFile = await started(api, {
      DB_URL: away,
      DB_PASSWORD_FILE: file,
      LOG_LEVEL: 'debug',
    })
    const url = away.replace(/\/\/(app@)?/, `//app:${encodeURIComponent(password)}@`)
    const inUrl = await started(api, { DB_URL: url, LOG_LEVEL: 'debug' })
    for (const service of [inFile, inUrl]) {
      await get(`${service.url}/`)
      service.signal('SIGTERM')
      const { output } = await service.ended
      expect(output).not.toContain(password)
      expect(output).not.toContain(encodeURIComponent(password))
    }
  })

  test('healthcheck probes the service itself', async () => {
    const service = await started(api, { DB_URL: away })
    const env = { PORT: new URL(service.url).port }
    expect((await attempt(api, ['healthcheck'], { env })).code).toBe(0)
    const unready = await attempt(api, ['healthcheck', '/readyz'], { env })
    expect(unready.code).toBe(1)
    expect(unready.stderr.trim().split('\n')).toHaveLength(1)
    service.signal('SIGTERM')
    await service.ended
    await until('it is gone', async () => (await attempt(api, ['healthcheck'], { env })).code === 1)
  })

  test('both commands have a version and a help', async () => {
    for (const program of [api, cli]) {
      expect(await run(program, ['version'])).toMatch(/v1\.2\.3.*abc1234/)
      expect(await run(program, ['--help'])).toMatch(/^Usage: /)
    }
  })

  test('the tool reports on stderr that the database is unavailable, and fails', async () => {
    const outcome = await attempt(cli, ['hits'], {
      env: { DB_URL: away, DB_TIMEOUT: '1s' },
    })
    expect(outcome.code).toBe(1)
    expect(outcome.stdout).toBe('')
    expect(outcome.stderr).toMatch(/\S/)
  })

  test('the tool rejects unknown words', async () => {
    const outcome = await attempt(cli, ['hitz'], { env: { DB_URL: away } })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toContain('hitz')
  })
})
