/**
 * Measures the containers and the service in them, as ratios within one run: `npm run bench:docker`. Medians of
 * alternating turns, because a machine is noisy. Needs Docker and Go; `npm run bench:docker -- 3` measures three rounds.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { versions } from '../generators/layers/versions.ts'
import { run } from '../test/e2e/support/command.ts'
import { imageOf, type Project, projectOf } from '../test/e2e/support/docker.ts'
import { freePort, statusOf, until } from '../test/e2e/support/http.ts'
import { cellOf, cells, goCells } from '../test/e2e/support/trees.ts'
import { newFolder } from '../test/e2e/support/workspace.ts'
import { median } from './median.ts'

const rounds = Number(process.argv[2] ?? 15)
const builder = `golang:${versions.goVersion}-${versions.debianVersion}`
const sources = 'scripts/bench-docker'

/** One line of the table. */
interface Figure {
  readonly what: string
  readonly measured: string
  readonly goal: string
  readonly reached: boolean
}

const figures: Figure[] = []
figures.push(await rebuild(), ...(await sizes()))
for (const cell of goCells) figures.push(...(await served(cell)))
for (const { what, measured, goal, reached } of figures) {
  console.log(`${reached ? 'yes' : 'NO '}  ${what.padEnd(52)} ${measured.padEnd(44)} goal: ${goal}`)
}
process.exitCode = figures.every(({ reached }) => reached) ? 0 : 1

/** A rebuild after a one-line edit, against a Dockerfile without cache mounts. */
async function rebuild(): Promise<Figure> {
  const project = await projectOf(cellOf('net-http-postgres-scratch').tree)
  const file = join(project.folder, 'internal/routes/routes.go')
  const text = readFileSync(file, 'utf8')
  const build = async (...args: readonly string[]) => {
    const start = performance.now()
    await run('docker', ['build', '-q', ...args, '.'], { cwd: project.folder, timeout: 900_000 })
    return performance.now() - start
  }
  const uncached = join(newFolder(), 'Dockerfile')
  copyFileSync(`${sources}/uncached.dockerfile`, uncached)
  const variants = {
    ours: () => build(),
    uncached: () => build('-f', uncached, '--build-arg', `BUILDER=${builder}`),
  }
  await variants.ours()
  await variants.uncached()
  const ours: number[] = []
  const others: number[] = []
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    writeFileSync(file, text.replace('Hello, World!', `Hello, ${Date.now()}!`))
    ours.push(await variants.ours())
    others.push(await variants.uncached())
  }
  const ratio = median(ours) / median(others)
  return {
    what: 'rebuild after a one-line edit / without cache mounts',
    measured: `${ratio.toFixed(3)} (${seconds(ours)} / ${seconds(others)})`,
    goal: '0.1',
    reached: ratio <= 0.1,
  }
}

/** Images on scratch, against the stripped binary and the certificates. */
async function sizes(): Promise<readonly Figure[]> {
  const found: Figure[] = []
  for (const { title, tree } of cells.filter(({ baseImage }) => baseImage === 'scratch')) {
    const { folder } = await projectOf(tree)
    const out = newFolder()
    const image = (await run('docker', ['build', '-q', '.'], { cwd: folder })).trim()
    await run('docker', ['build', '-q', '-o', out, '.'], { cwd: folder })
    const content = ['api', 'etc/ssl/certs/ca-certificates.crt'].reduce(
      (sum, path) => sum + statSync(join(out, path)).size,
      0,
    )
    const { Size } = await imageOf(image)
    found.push({
      what: `image / binary and certificates, ${title}`,
      measured: `${(Size / content).toFixed(4)} (${(Size / 1e6).toFixed(2)} MB)`,
      goal: '1.02',
      reached: Size / content <= 1.02,
    })
  }
  return found
}

/** Start and requests per second of the service, with its database up, against bare handlers. */
async function served(cell: (typeof goCells)[number]): Promise<readonly Figure[]> {
  const project = await projectOf(cell.tree, {
    COMPOSE_FILE: 'docker-compose.yml:docker-compose.dev.yml',
  })
  try {
    const bin = await binaries(project, cell.framework.replace('/', '-'), cell.database)
    await project.compose('up', '--wait', 'db')
    const env = await settings(project, cell.database)

    const starts: number[] = []
    for (let round = 0; round < 3 * rounds; round++)
      starts.push(await startOf(join(bin, 'api'), env))

    const load = (path: string, ...running: readonly Running[]) =>
      perSecond(join(bin, 'load'), path, running)
    const api = await start(join(bin, 'api'), env)
    const bare = await start(join(bin, 'bare'), env)
    // What the timeouts of net/http cost is told apart from what the service costs.
    const timed = await start(join(bin, 'bare'), { ...env, TIMEOUT: '10s' })
    const livez = await load('/livez', api, bare, timed)
    const home = await load('/', api, bare, timed)
    for (const { kill } of [api, bare, timed]) kill()
    const title = `${cell.framework} ${cell.database}`
    return [
      {
        what: `exec to ready, ${title}`,
        measured: `${median(starts).toFixed(1)} ms`,
        goal: '50 ms',
        reached: median(starts) <= 50,
      },
      { what: `GET /livez / bare handler, ${title}`, ...compared(livez, 1) },
      { what: `GET /livez / bare with timeouts, ${title}`, ...compared(livez, 2) },
      { what: `GET / / bare statement, ${title}`, ...compared(home, 1) },
      { what: `GET / / bare with timeouts, ${title}`, ...compared(home, 2) },
    ]
  } finally {
    await project.remove()
  }
}

/** Compiles the service, the bare handler and the load generator as the image's build stage would. */
async function binaries(project: Project, framework: string, database: string): Promise<string> {
  const bin = newFolder()
  for (const [folder, ...files] of [
    ['load', 'load.go'],
    ['bare', 'bare.go', `bare-${framework}.go`, `bare-${database}.go`],
  ] as const) {
    mkdirSync(join(project.folder, 'cmd', folder))
    for (const file of files) {
      copyFileSync(join(sources, file), join(project.folder, 'cmd', folder, file))
    }
  }
  const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w']
  await run('go', ['build', ...flags, '-o', `${bin}/`, './cmd/...'], {
    cwd: project.folder,
    env: { CGO_ENABLED: '0' },
  })
  return bin
}

/** Returns the environment that reaches the project's database from the host, for the service and the bare handler. */
async function settings(project: Project, database: string) {
  const [port, folder, path] =
    database === 'postgres'
      ? ['5432', '/var/lib/postgresql', 'app?sslmode=disable']
      : ['6379', '/data', '0']
  const password = await project.compose('exec', '-T', 'db', 'cat', `${folder}/secret/password`)
  const file = join(newFolder(), 'password')
  writeFileSync(file, password)
  const address = await project.compose('port', 'db', port)
  const login = database === 'postgres' ? 'app@' : ''
  return {
    DB_URL: `${database}://${login}${address}/${path}`,
    DB_PASSWORD: password,
    DB_PASSWORD_FILE: file,
  }
}

/** A program that listens, with its address. */
interface Running {
  readonly address: string
  readonly kill: () => void
}

async function start(program: string, env: Readonly<Record<string, string>>): Promise<Running> {
  const port = await freePort()
  const child = execa(program, {
    env: { ...env, PORT: String(port) },
    stdio: 'ignore',
    reject: false,
  })
  await until(
    `${program} answers`,
    async () => (await statusOf(`http://127.0.0.1:${port}/livez`)) === 200,
  )
  return { address: `127.0.0.1:${port}`, kill: () => void child.kill('SIGKILL') }
}

/** Returns the milliseconds from exec to the first 200 of /readyz. */
async function startOf(program: string, env: Readonly<Record<string, string>>): Promise<number> {
  const port = await freePort()
  const from = performance.now()
  const child = execa(program, {
    env: { ...env, PORT: String(port) },
    stdio: 'ignore',
    reject: false,
  })
  const url = `http://127.0.0.1:${port}/readyz`
  await until('it is ready', async () => (await statusOf(url)) === 200, { every: 1 })
  const took = performance.now() - from
  child.kill('SIGKILL')
  await child
  return took
}

/** Returns the requests per second of each program, turn by turn. */
async function perSecond(load: string, path: string, running: readonly Running[]) {
  const addresses = running.map(({ address }) => address)
  const lines = await run(load, [path, String(50 * rounds), ...addresses], { timeout: 900_000 })
  return lines
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
}

/** Compares the first program with another by the median of the ratios within each turn. */
function compared(turns: readonly (readonly number[])[], other: number) {
  const of = (side: number) => turns.map((turn) => turn[side] ?? Number.NaN)
  const theirs = of(other)
  const ratio = median(of(0).map((ours, turn) => ours / (theirs[turn] ?? Number.NaN)))
  return {
    measured: `${ratio.toFixed(3)} (${median(of(0))} / ${median(theirs)} requests/s)`,
    goal: '0.95',
    reached: ratio >= 0.95,
  }
}

function seconds(milliseconds: readonly number[]): string {
  return `${(median(milliseconds) / 1000).toFixed(1)} s`
}
