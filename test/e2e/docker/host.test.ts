import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellOf } from '../../support/matrix.ts'
import { inScope } from '../../support/scope.ts'
import { attempt, run, told } from '../support/command.ts'
import { type Project, patience, projectOf } from '../support/docker.ts'
import { get, statusOf, until, visitorOf } from '../support/http.ts'
import { missing } from '../support/tools.ts'

const lacking =
  (await missing('docker', 'info')) ||
  (await missing('make', '--version')) ||
  (await missing('go', 'version'))

const every = ['net-http-postgres-distroless', 'echo-redis-scratch'].map(cellOf)
const chosen = inScope(every, every.slice(0, 1))

// The first `go test -race` compiles the standard library for the race detector.
const described = describe.skipIf(lacking).each(chosen)
described('$title, developed on the host', { timeout: patience }, ({ tree, database }) => {
  let project: Project
  beforeAll(async () => {
    project = await projectOf(tree)
  })
  afterAll(() => project.remove())
  const make = (target: string) =>
    attempt('make', [target], { cwd: project.folder, env: project.env, timeout: patience })
  /** Runs `make run` until it is ready and `whileReady` has finished, then presses Ctrl-C. */
  async function served(whileReady: () => Promise<void>): Promise<void> {
    const child = execa('make', ['run'], {
      cwd: project.folder,
      env: project.env,
      reject: false,
      all: true,
      stdin: 'ignore',
      detached: true,
    })
    const hasEnded = () => child.exitCode !== null
    try {
      await until('it is ready', async () => hasEnded() || (await project.isReady()), {
        within: 300_000,
      })
      if (!hasEnded()) await whileReady()
    } finally {
      // Signals the whole group, as a terminal does.
      if (child.pid !== undefined && !hasEnded()) process.kill(-child.pid, 'SIGINT')
    }
    expect((await child).all).toContain('"msg":"stopped"')
  }

  test('make lists its commands, and every one is in the README', async () => {
    const outcome = await attempt('make', [], { cwd: project.folder })
    expect(outcome.code, told(outcome)).toBe(0)
    const commands = [...outcome.stdout.matchAll(/^make ([a-z-]+)/gm)].map(([, name]) => name)
    for (const name of [
      'run',
      'test',
      'test-integration',
      'lint',
      'build',
      'up',
      'down',
      'reset',
    ]) {
      expect(commands).toContain(name)
    }
    const readme = readFileSync(join(project.folder, 'README.md'), 'utf8')
    for (const name of commands) expect(readme).toContain(`make ${name}`)
  })

  test('make run serves on the host with its database in Compose, and Ctrl-C ends it', async () => {
    await served(async () => {
      expect(visitorOf(await get(`${project.url}/`))).toBe(1)
      expect(await project.compose('ps', '--services')).toBe('db')
    })
    expect(await statusOf(`${project.url}/livez`)).toBe(0)
    expect(await run('git', ['status', '--porcelain'], { cwd: project.folder })).toBe('')
  })

  test('make run reads .env, and the shell takes precedence', async () => {
    const file = join(project.folder, '.env')
    writeFileSync(file, 'LOG_LEVEL=no-level\n')
    const outcome = await make('run')
    expect(outcome.code).not.toBe(0)
    expect(outcome.output).toContain('LOG_LEVEL')
    writeFileSync(file, 'HOST_PORT=no-port\n')
    await served(async () => {
      expect((await get(`${project.url}/livez`)).status).toBe(200)
    })
    writeFileSync(file, '')
  })

  test('make test-integration runs the contract on its own database, leaves nothing behind, and detects a broken statement', async () => {
    // A run that was killed may have left its own behind.
    const containers = () => run('docker', ['ps', '-aq', '--filter', 'name=greeter-test'])
    const before = await containers()
    const outcome = await make('test-integration')
    expect(outcome.code, told(outcome)).toBe(0)
    expect(outcome.output).toMatch(/^ok .*\/internal\/store\s/m)
    expect(await containers()).toBe(before)

    const mutants =
      database === 'postgres'
        ? [
            ['c.hits + 1 RETURNING', 'c.hits + 2 RETURNING'],
            ['ON CONFLICT (name) DO UPDATE SET hits = c.hits + 1', ''],
            ['DELETE FROM counters WHERE name = $1', 'DELETE FROM counters WHERE name <> $1'],
            ['s.pool.Reset()', '_ = 0'],
          ]
        : [['.Incr(', '.Decr(']]
    for (const [line = '', broken = ''] of inScope(mutants, mutants.slice(0, 1))) {
      const file = join(project.folder, 'internal/store/store.go')
      const text = readFileSync(file, 'utf8')
      expect(text.split(line)).toHaveLength(2)
      writeFileSync(file, text.replace(line, broken))
      const red = await make('test-integration')
      writeFileSync(file, text)
      expect(red.code, line).not.toBe(0)
      expect(red.output, line).toContain('--- FAIL')
    }
  })

  test('make run and make up share the count, and make reset starts over', async () => {
    expect((await make('up')).code).toBe(0)
    expect(visitorOf(await get(`${project.url}/`))).toBe(2)
    expect((await make('down')).code).toBe(0)
    expect((await make('up')).code).toBe(0)
    expect(visitorOf(await get(`${project.url}/`))).toBe(3)
    expect((await make('reset')).code).toBe(0)
    expect((await make('up')).code).toBe(0)
    expect(visitorOf(await get(`${project.url}/`))).toBe(1)
  })

  if (database === 'postgres') {
    test('init.sql runs once: a change takes effect after make reset', async () => {
      const file = join(project.folder, 'init.sql')
      const schema = readFileSync(file, 'utf8')
      writeFileSync(file, `${schema}\nCREATE TABLE later (id int);\n`)
      const tables = () =>
        project.compose('exec', '-T', 'db', 'psql', '-U', 'postgres', '-d', 'app', '-c', '\\dt')
      await project.compose('down')
      await project.compose('up', '--build', '--wait')
      expect(await tables()).not.toContain('later')
      await make('reset')
      await project.compose('up', '--build', '--wait')
      expect(await tables()).toContain('later')
      writeFileSync(file, schema)
    })
  }

  test('.env.example is valid as .env, and .env overrides the port', async () => {
    const example = readFileSync(join(project.folder, '.env.example'), 'utf8')
    const file = join(project.folder, '.env')
    writeFileSync(file, example)
    const { HOST_PORT: _, ...env } = project.env
    const config = (...args: readonly string[]) =>
      run('docker', ['compose', 'config', ...args], { cwd: project.folder, env })
    expect(await config('-q')).toBe('')
    writeFileSync(file, 'HOST_PORT=18080\n')
    expect(await config()).toContain('published: "18080"')
    writeFileSync(file, '')
    const ignored = await run('git', ['status', '--porcelain'], { cwd: project.folder })
    expect(ignored).toBe('')
  })

  test('docker compose watch builds and replaces the API when a file changes', async () => {
    await project.compose('up', '--build', '--wait')
    const watch = execa('docker', ['compose', 'watch', '--no-up'], {
      cwd: project.folder,
      env: project.env,
      reject: false,
      all: true,
      stdin: 'ignore',
    })
    expect(watch.pid).toBeGreaterThan(0)
    let said = ''
    watch.all.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    try {
      await until('it watches', async () => said.includes('Watch enabled'), { within: 120_000 })
      const file = join(project.folder, 'internal/routes/routes.go')
      const text = readFileSync(file, 'utf8')
      writeFileSync(file, text.replace('Hello, World!', 'Hello, Watcher!'))
      await until(
        'the new text is served',
        async () => (await get(`${project.url}/`)).body.startsWith('Hello, Watcher!'),
        { within: 300_000, every: 500 },
      )
    } finally {
      watch.kill('SIGINT')
      await watch
    }
  })
})
