import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellOf } from '../../support/matrix.ts'
import { attempt, run, told } from '../support/command.ts'
import { docker, inspected, type Project, projectOf } from '../support/docker.ts'
import { type Answer, get, statusOf, until, visitorOf } from '../support/http.ts'
import { missing } from '../support/tools.ts'
import { newFolder } from '../support/workspace.ts'

/** The differences between the databases: client commands, paths and URLs. */
const databases = {
  postgres: {
    commands: ['postgres -c max_connections=321', '-c max_connections=321'],
    shown: ['psql -qAt -U postgres -c "SHOW max_connections"', '321'],
    tool: ['psql', '--version'],
    secret: '/var/lib/postgresql/secret',
    url: (login: string, query = 'sslmode=disable') =>
      `postgres://app${login}@db:5432/app?${query}`,
    tls: (ca: string) => ({
      DB_URL: `postgres://app@db:5432/app?sslmode=verify-full&sslrootcert=${ca}`,
    }),
    setPassword: `echo "ALTER ROLE app PASSWORD :'new'" | psql -q -U postgres -d app -v new="$NEW"`,
    turnOnTls: `cd "$PGDATA" && umask 077 && cp /tmp/cert.pem server.crt && cp /tmp/key.pem server.key &&
      psql -q -U postgres -d app -c "ALTER SYSTEM SET ssl = on" -c "SELECT pg_reload_conf()"`,
  },
  redis: {
    commands: ['redis-server --maxmemory 50mb', '--maxmemory 50mb', '/conf/small.conf'],
    shown: [
      'REDISCLI_AUTH=$(cat /data/secret/password) redis-cli CONFIG GET maxmemory appendonly',
      /^maxmemory\n52428800\nappendonly\nyes$|^appendonly\nyes\nmaxmemory\n52428800$/,
    ],
    tool: ['redis-cli', '--version'],
    secret: '/data/secret',
    url: (login: string) => `redis://${login.replace(/^:/, 'default:')}${login && '@'}db:6379/0`,
    tls: (ca: string) => ({ DB_URL: 'rediss://db:6380/0', SSL_CERT_FILE: ca }),
    setPassword: `REDISCLI_AUTH="$OLD" redis-cli CONFIG SET requirepass "$NEW"`,
    turnOnTls: `REDISCLI_AUTH=$(cat /data/secret/password) redis-cli CONFIG SET tls-cert-file /tmp/cert.pem \
      tls-key-file /tmp/key.pem tls-auth-clients no tls-port 6380`,
  },
} as const

const chosen = ['net-http-redis-scratch', 'echo-postgres-alpine'].map(cellOf)

describe.skipIf(await missing('docker', 'info')).each(chosen)('$title, in trouble', (cell) => {
  const database = databases[cell.database]
  let project: Project
  const visit = async () => visitorOf(await get(`${project.url}/`))
  const ready = () => until('it is ready', project.isReady, { within: 120_000 })
  // Has a longer timeout than statusOf, because the request may wait for DB_TIMEOUT.
  const answerTo = async (path: string) => (await get(`${project.url}${path}`)).status
  const inDatabase = (script: string) => project.compose('exec', '-T', 'db', 'sh', '-euc', script)
  const setPassword = (from: string, to: string) =>
    project.compose(
      ...['exec', '-T', '-e', `OLD=${from}`, '-e', `NEW=${to}`],
      ...['db', 'sh', '-euc', database.setPassword],
    )
  beforeAll(async () => {
    project = await projectOf(cell.tree)
    await project.compose('up', '--build', '--wait')
  })
  afterAll(() => project.remove())

  test('the database is lost: 503 with a clean body, alive, not ready, no restart, and it recovers', async () => {
    expect(await visit()).toBe(1)
    const before = await project.inspect('api')
    await project.compose('stop', 'db')
    const home = await get(`${project.url}/`)
    expect(home.status).toBe(503)
    expect(home.body).not.toMatch(/dial|lookup|tcp|EOF|postgres|redis|SQLSTATE|\bdb\b/i)
    expect(await answerTo('/livez')).toBe(200)
    expect(await answerTo('/readyz')).toBe(503)
    await project.compose('start', 'db')
    await ready()
    expect(await visit()).toBe(2)
    const after = await project.inspect('api')
    expect(after.RestartCount).toBe(0)
    expect(after.State.StartedAt).toBe(before.State.StartedAt)
  })

  test('the database is late: it starts anyway, stays up, is not ready, and then counts', async () => {
    await project.compose('stop')
    await project.compose('up', '-d', '--no-deps', 'api')
    await until('it is alive', async () => (await statusOf(`${project.url}/livez`)) === 200, {
      within: 120_000,
    })
    expect(await answerTo('/readyz')).toBe(503)
    expect(await answerTo('/')).toBe(503)
    await project.compose('start', 'db')
    await ready()
    expect(await visit()).toBe(3)
    expect((await project.inspect('api')).RestartCount).toBe(0)
  })

  test('two replicas count every visitor exactly once', async () => {
    await project.compose('run', '--rm', 'cli', 'reset')
    await run('docker', ['compose', 'up', '-d', '--wait', '--scale', 'api=2'], {
      cwd: project.folder,
      env: { ...project.env, HOST_PORT: '0' },
    })
    const ports = await Promise.all(
      ['1', '2'].map((index) => project.compose('port', '--index', index, 'api', '8080')),
    )
    // As many at a time as both have database connections, so that none waits for one until
    // DB_TIMEOUT.
    const twenty = () =>
      Promise.all(Array.from({ length: 20 }, (_, index) => get(`http://${ports[index % 2]}/`)))
    const visits: Answer[] = []
    while (visits.length < 200) visits.push(...(await twenty()))
    const numbers = visits.map(visitorOf).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
    expect(await project.compose('run', '--rm', 'cli', 'hits')).toBe('200')
    await project.compose('up', '-d', '--wait', '--scale', 'api=1')
  })

  /** Runs the tool's image next to the database, with settings other than Compose's. */
  const hits = (settings: Readonly<Record<string, string>>, ...options: readonly string[]) =>
    attempt('docker', [
      ...['run', '--rm', '--network', `${project.name}_data`, ...options],
      ...Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...[`${project.name}-cli`, 'hits'],
    ])

  test.each(['p/a%b@c:d', '/%2F@:#?&=+ $'])(
    'a password with %j works from a file and, escaped, from the URL',
    async (password) => {
      const made = await inDatabase(`cat ${database.secret}/password`)
      await setPassword(made, password)
      const file = join(newFolder(), 'password')
      writeFileSync(file, `${password}\n`)
      try {
        const fromFile = await hits(
          { DB_URL: database.url(''), DB_PASSWORD_FILE: '/password' },
          '-v',
          `${file}:/password:ro`,
        )
        expect(fromFile.code, told(fromFile)).toBe(0)
        const escaped = encodeURIComponent(password)
        const fromUrl = await hits({ DB_URL: database.url(`:${escaped}`) })
        expect(fromUrl.code, told(fromUrl)).toBe(0)
        const wrong = await hits({ DB_URL: database.url(':wrong') })
        expect(wrong.code).toBe(1)
        expect(wrong.output).not.toContain('wrong@')
      } finally {
        await setPassword(password, made)
      }
    },
  )

  test('TLS to the database is verified: the right authority connects, another does not', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o755)
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=db -addext subjectAltName=DNS:db'
    for (const name of ['right', 'other']) {
      const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
      await run('openssl', [...request.split(' '), ...files], { cwd: folder })
    }
    for (const [from, to] of [
      ['right.pem', 'cert.pem'],
      ['right.key', 'key.pem'],
    ] as const) {
      await run('docker', ['compose', 'exec', '-T', 'db', 'sh', '-c', `cat >/tmp/${to}`], {
        cwd: project.folder,
        env: project.env,
        input: readFileSync(join(folder, from), 'utf8'),
      })
    }
    await inDatabase(database.turnOnTls)
    const password = await inDatabase(`cat ${database.secret}/password`)
    writeFileSync(join(folder, 'password'), password)
    const mounted = ['-v', `${folder}:/tls:ro`]
    const settings = (ca: string) => ({
      ...database.tls(ca),
      DB_PASSWORD_FILE: '/tls/password',
    })
    // The server confirms the reload before it has read its settings.
    await until('the right authority connects', async () => {
      const right = await hits(settings('/tls/right.pem'), ...mounted)
      if (right.code !== 0) throw new Error(told(right))
      return true
    })
    const wrong = await hits(settings('/tls/other.pem'), ...mounted)
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toMatch(/certificate/)
  })

  test('the database is blocked: the response is a timely 503, not a hang', async () => {
    const { Id } = await project.inspect('db')
    await docker('pause', Id)
    try {
      // The time need not be measured: after WRITE_TIMEOUT, the connection would end without a
      // response.
      expect(await answerTo('/')).toBe(503)
      expect(await answerTo('/livez')).toBe(200)
    } finally {
      await docker('unpause', Id)
    }
    await ready()
  })

  test('the password is lost but the data is kept: a new one works, and no visitor is lost', async () => {
    const count = await visit()
    const old = await inDatabase(`cat ${database.secret}/password`)
    await inDatabase(`rm -rf ${database.secret}`)
    await project.compose('down')
    await project.compose('up', '--wait')
    expect(await inDatabase(`cat ${database.secret}/password`)).not.toBe(old)
    expect(await visit()).toBe(count + 1)
  })

  test('the API uses a new password for its next connection, without a restart', async () => {
    const before = await project.inspect('api')
    // Only the file, because the API mounts the folder.
    await inDatabase(`rm ${database.secret}/password`)
    await project.compose('restart', 'db')
    await ready()
    expect(await visit()).toBeGreaterThan(0)
    expect((await project.inspect('api')).State.StartedAt).toBe(before.State.StartedAt)
  })

  test('after a restored dump has set another password, a restart resets it to the one in the file', async () => {
    const made = await inDatabase(`cat ${database.secret}/password`)
    await setPassword(made, 'of-another-day')
    await project.compose('restart', 'db', 'api')
    await ready()
    expect(await visit()).toBeGreaterThan(0)
  })

  if (cell.database === 'redis') {
    test('the database full: it refuses to write, is not killed by a rewrite of its file, and goes on with more room', async () => {
      const redisCli = (command: string) =>
        inDatabase(`REDISCLI_AUTH=$(cat ${database.secret}/password) redis-cli ${command}`)
      const before = await visit()
      // In parts, because a script that starts below the limit is not stopped when it exceeds it.
      const part = `for i = 1, 2000 do redis.call('SET', ARGV[1] .. i, string.rep('x', 1000)) end`
      const full = await inDatabase(`export REDISCLI_AUTH=$(cat ${database.secret}/password)
        for n in $(seq 100); do redis-cli EVAL "${part}" 0 "filler:$n:"; done | grep -v '^$' | sort -u`)
      expect(full).toContain('OOM command not allowed')
      const refused = await get(`${project.url}/`)
      expect(refused.status).toBe(503)
      expect(refused.body).not.toMatch(/OOM|redis/i)
      expect(await answerTo('/readyz')).toBe(200)
      expect((await project.attempt('logs', 'api')).output).toContain('OOM command not allowed')
      expect(await project.compose('run', '--rm', '-T', 'cli', 'hits')).toBe(String(before))
      for (let again = 0; again < 2; again++) {
        await redisCli('BGREWRITEAOF')
        await until(
          'the file is rewritten',
          async () => (await redisCli('INFO persistence')).includes('aof_rewrite_in_progress:0'),
          { within: 120_000 },
        )
      }
      expect(await redisCli('INFO persistence')).toContain('aof_last_bgrewrite_status:ok')
      const { State, RestartCount } = await project.inspect('db')
      expect([State.OOMKilled, RestartCount]).toEqual([false, 0])
      await redisCli('CONFIG SET maxmemory 120mb')
      expect(await visit()).toBe(before + 1)
      await inDatabase(`export REDISCLI_AUTH=$(cat ${database.secret}/password)
        redis-cli --scan --pattern 'filler:*' | xargs redis-cli UNLINK >/dev/null`)
      await redisCli('CONFIG SET maxmemory 100mb')
    })
  }

  test.each(database.commands)(
    'the command %s reaches the server, with password and data kept',
    async (command) => {
      const [shown, want] = database.shown
      const before = await visit()
      const folder = newFolder()
      const conf = join(folder, 'small.conf')
      // As in upstream's redis.conf, which saves nothing beside `save ""`.
      writeFileSync(conf, 'appendonly no\nmaxmemory 50mb\n')
      chmodSync(conf, 0o644)
      const override = join(folder, 'command.yml')
      writeFileSync(
        override,
        `services:\n  db:\n    command: ${command}\n    volumes: ['${conf}:/conf/small.conf:ro']\n`,
      )
      await project.compose('-f', 'docker-compose.yml', '-f', override, 'up', '-d', '--wait', 'db')
      expect(await inDatabase(shown)).toMatch(want)
      await ready()
      expect(await visit()).toBe(before + 1)
      await project.compose('up', '-d', '--wait')
      await ready()
      expect(await visit()).toBe(before + 2)
    },
  )

  test('a tool run in a container of the database leaves its data alone, while it is in use', async () => {
    const before = await visit()
    for (let again = 1; again <= 3; again++) {
      const out = await project.compose('run', '--rm', '-T', '--no-deps', 'db', ...database.tool)
      expect(out).toMatch(/\d+\.\d+/)
      expect(await visit()).toBe(before + again)
    }
    // Imitates what PostgreSQL does if its check, once a minute, finds that its lock file is not
    // its own.
    await project.compose('kill', 'db')
    await project.compose('up', '-d', '--wait')
    await ready()
    expect(await visit()).toBe(before + 4)
    expect((await project.attempt('logs', 'db')).output).not.toContain('PANIC')
  })

  if (cell.database === 'postgres') {
    test('a second server opens no data that another container has open', async () => {
      const { code, output } = await project.attempt('run', '--rm', '-T', '--no-deps', 'db')
      expect(output).toContain('another container has this data open')
      expect(code).toBe(1)
    })

    test('the password is set at a start without being logged, whatever is logged', async () => {
      const settings = [
        ...["log_statement = 'all'", 'log_min_duration_statement = 0', 'log_duration = on'],
        ...['log_min_duration_sample = 0', 'log_statement_sample_rate = 1'],
        ...['debug_print_parse = on', "log_error_verbosity = 'verbose'"],
        'default_transaction_read_only = on',
        ...["log_min_messages = 'debug5'", "log_min_error_statement = 'debug5'"],
      ]
      const statements = settings.map((setting) => `-c "ALTER SYSTEM SET ${setting}"`).join(' ')
      await inDatabase(`psql -q -U postgres ${statements}`)
      await project.compose('restart', 'db')
      await ready()
      const password = await inDatabase(`cat ${database.secret}/password`)
      expect((await project.attempt('logs', 'db')).output).not.toContain(password)
      await inDatabase(`psql -q -U postgres -c "ALTER SYSTEM RESET ALL"`)
      await project.compose('restart', 'db')
      await ready()
    })
  }

  test('the password is random, in no file of the repository, no environment, no log', async () => {
    const password = await inDatabase(`cat ${database.secret}/password`)
    expect(password).toMatch(/^[0-9a-f]{32,}$/)
    for (const service of ['api', 'db']) {
      const { Id } = await project.inspect(service)
      expect(JSON.stringify(await inspected(Id))).not.toContain(password)
      expect((await attempt('docker', ['logs', Id])).output).not.toContain(password)
    }
    rmSync(join(project.folder, '.git'), { recursive: true })
    expect((await attempt('grep', ['-r', password, '.'], { cwd: project.folder })).code).toBe(1)
  })
})
