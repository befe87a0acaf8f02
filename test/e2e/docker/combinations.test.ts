import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cells, pairs } from '../../support/matrix.ts'
import { sampleCell } from '../../support/sample-layers.ts'
import { inScope } from '../../support/scope.ts'
import { run, told } from '../support/command.ts'
import {
  buildOf,
  docker,
  imageOf,
  inspected,
  type Project,
  patience,
  projectOf,
} from '../support/docker.ts'
import { get, until, visitorOf } from '../support/http.ts'
import { missing } from '../support/tools.ts'

const noDocker = await missing('docker', 'info')

const psql = (statement: string) => `psql -qAt -U postgres -d app -c "${statement}"`
const redisCli = (command: string) =>
  `REDISCLI_AUTH=$(cat /data/secret/password) redis-cli ${command}`
const valkeyCli = (command: string) => redisCli(command).replace('redis-cli', 'valkey-cli')

/**
 * How to block all writers in each database, check that, count the waiting ones, and unblock them.
 */
const blocking = {
  postgres: {
    // Detached, because the lock lasts only as long as the session that sleeps.
    option: '-d',
    block: psql('LOCK TABLE counters IN EXCLUSIVE MODE; SELECT pg_sleep(200)'),
    blocks: psql(`SELECT count(*) FROM pg_locks WHERE relation = 'counters'::regclass
      AND mode = 'ExclusiveLock' AND granted`),
    waiting: psql(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`),
    end: psql(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`),
  },
  redis: {
    option: '-T',
    block: redisCli('CLIENT PAUSE 200000 WRITE'),
    // Its response has already confirmed it.
    blocks: 'echo 1',
    waiting: `${redisCli('INFO clients')} | grep -o '^blocked_clients:[0-9]*' | cut -d: -f2`,
    end: redisCli('CLIENT UNPAUSE'),
  },
  valkey: {
    option: '-T',
    block: valkeyCli('CLIENT PAUSE 200000 WRITE'),
    blocks: 'echo 1',
    waiting: `${valkeyCli('INFO clients')} | grep -o '^blocked_clients:[0-9]*' | cut -d: -f2`,
    end: valkeyCli('CLIENT UNPAUSE'),
  },
} as const

/** Settings that let a request wait as long as the test needs on the slowest machine. */
const patient = {
  DB_TIMEOUT: '200s',
  WRITE_TIMEOUT: '210s',
  DRAIN_DELAY: '3s',
  SHUTDOWN_TIMEOUT: '220s',
}

const described = describe
  .skipIf(noDocker)
  .each([...inScope(cells, pairs), { ...sampleCell, database: 'valkey' as const }])
described('$title, cloned', { timeout: patience }, ({ tree, database }) => {
  let project: Project
  const visit = async () => visitorOf(await get(`${project.url}/`))
  const inDatabase = (script: string, option = '-T') =>
    project.compose('exec', option, 'db', 'sh', '-euc', script)
  const count = async (script: string) => Number(await inDatabase(script))
  beforeAll(async () => {
    project = await projectOf(tree)
  })
  afterAll(() => project.remove())

  test.each(['Dockerfile', 'prebuilt.dockerfile', 'testing.dockerfile'])(
    '%s passes docker build --check without warnings',
    async (file) => {
      const outcome = await buildOf(project.folder, '--check', '-f', file)
      expect(outcome.code, told(outcome)).toBe(0)
      expect(outcome.output).toContain('no warnings found')
    },
  )

  test('starts without .env or any other step, all healthy', async () => {
    await project.compose('up', '--build', '--wait')
    for (const service of ['api', 'db']) {
      expect((await project.inspect(service)).State.Health?.Status, service).toBe('healthy')
    }
    expect((await get(`${project.url}/readyz`)).status).toBe(200)
  })

  test('greets and counts its visitors from one', async () => {
    const first = await get(`${project.url}/`)
    expect(first.status).toBe(200)
    expect(first.headers['content-type']).toMatch(/^text\/plain/)
    expect(first.body).toMatch(/^Hello, World!.*\D1\n?$/)
    expect([await visit(), await visit()]).toEqual([2, 3])
  })

  test('runs every container without root, without capabilities, read-only and limited', async () => {
    const containers = (await project.compose('ps', '-aq')).trim().split('\n')
    expect(containers).toHaveLength(2)
    for (const service of ['api', 'db']) {
      const { Id, HostConfig } = await project.inspect(service)
      expect(HostConfig, service).toMatchObject({ ReadonlyRootfs: true, Privileged: false })
      expect(HostConfig.CapDrop, service).toEqual(['ALL'])
      expect(HostConfig.CapAdd ?? [], service).toEqual([])
      expect(HostConfig.SecurityOpt, service).toContain('no-new-privileges:true')
      expect(HostConfig.Memory, service).toBeGreaterThan(0)
      // Go starts at least one thread per core: 64 were too few for the API on a machine with 64
      // cores.
      expect(HostConfig.PidsLimit, service).toBeGreaterThanOrEqual(service === 'api' ? 512 : 64)
      const users = (await docker('top', Id, '-eo', 'pid,uid')).trim().split('\n').slice(1)
      expect(users.length, service).toBeGreaterThan(0)
      for (const user of users) expect(user, service).toMatch(/^\s*\d+\s+[1-9]\d*$/)
    }
  })

  test('publishes only the API, and only on the loopback interface', async () => {
    const { PortBindings } = (await project.inspect('api')).HostConfig
    expect(
      Object.values(PortBindings)
        .flat()
        .map(({ HostIp }) => HostIp),
    ).toEqual(['127.0.0.1'])
    expect((await project.inspect('db')).HostConfig.PortBindings).toEqual({})
    const networks: { Name: string; Internal: boolean }[] = JSON.parse(
      await docker('network', 'inspect', `${project.name}_data`, `${project.name}_edge`),
    )
    expect(networks.map(({ Internal }) => Internal)).toEqual([true, false])
  })

  test('has a tool that is built, is not started, and prints only the number', async () => {
    expect(await project.compose('ps', '-a', '--services')).not.toContain('cli')
    expect((await imageOf(`${project.name}-cli`)).Config.User).toBe('65532:65532')
    const { code, stdout } = await project.attempt('run', '--rm', 'cli', 'hits')
    expect(code).toBe(0)
    expect(stdout).toBe('3')
  })

  test('keeps its count after a restart', async () => {
    await project.compose('restart')
    await until('it is ready', project.isReady, { within: 120_000 })
    expect(await visit()).toBe(4)
  })

  test('keeps its count after down and up, and no container has to be killed', async () => {
    await project.compose('stop')
    for (const service of ['api', 'db']) {
      const { State } = await project.inspect(service)
      expect(State, service).toMatchObject({ ExitCode: 0, OOMKilled: false })
    }
    await project.compose('down')
    await project.compose('up', '--wait')
    expect(await visit()).toBe(5)
  })

  test('starts over after cli reset', async () => {
    await project.compose('run', '--rm', 'cli', 'reset')
    expect(await visit()).toBe(1)
  })

  test('on SIGTERM completes eight requests that wait for a blocked database', async () => {
    await run('docker', ['compose', 'up', '-d', '--wait', 'api'], {
      cwd: project.folder,
      env: { ...project.env, ...patient },
    })
    const { Id } = await project.inspect('api')
    const { option, block, blocks, waiting, end } = blocking[database]
    await inDatabase(block, option)
    await until('writers wait', async () => (await count(blocks)) === 1)
    const eight = Array.from({ length: 8 }, () => get(`${project.url}/`, { timeout: 200_000 }))
    await until('all eight wait', async () => (await count(waiting)) === 8)

    // Pings don't wait behind the eight requests.
    expect((await get(`${project.url}/readyz`)).status).toBe(200)
    await docker('kill', '--signal', 'TERM', Id)
    await until('it is not ready', async () => (await get(`${project.url}/readyz`)).status === 503)
    const during = await get(`${project.url}/livez`)
    expect([during.status, during.headers.connection]).toEqual([200, 'close'])
    const refused = () =>
      get(`${project.url}/livez`).then(
        () => false,
        (error: unknown) => /ECONNREFUSED|ECONNRESET|hang up/.test(String(error)),
      )
    await until('a new connection is refused', refused)
    // So is every later one. A single one could have been closed by the drain, with the listener
    // still open.
    for (let again = 0; again < 20; again++) expect(await refused()).toBe(true)
    expect(await count(waiting)).toBe(8)

    await inDatabase(end)
    const answers = await Promise.all(eight)
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(answers.map(visitorOf).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect((await docker('wait', Id)).trim()).toBe('0')
    expect(await project.compose('run', '--rm', '--no-deps', 'cli', 'hits')).toBe('9')
  })

  test('has an image that is healthy by its own HEALTHCHECK, whatever the database does', async () => {
    const image = `${project.name}-api`
    const { Config } = await imageOf(image)
    expect(Config.User).toBe('65532:65532')
    expect(Config.Healthcheck?.Test).toEqual(['CMD', '/api', 'healthcheck'])
    const url = database === 'postgres' ? 'postgres://app@nowhere/app' : 'redis://nowhere:6379/0'
    const container = (await docker('run', '--rm', '-d', '-e', `DB_URL=${url}`, image)).trim()
    try {
      await until(
        'it is healthy',
        async () => (await inspected(container)).State.Health?.Status === 'healthy',
        { within: 120_000 },
      )
    } finally {
      await docker('stop', container)
    }
  })
})
