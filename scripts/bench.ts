/**
 * Measures what a person waits for, as ratios within one run: `npm run bench`, after `npm run build`. Medians, because a
 * machine is noisy; CPU time (user and system), because a disk is noisier still.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { builtIn } from '../generators/built-in.ts'
import { combinations } from '../generators/options.ts'
import { buildService } from '../generators/service.ts'

const rounds = Number(process.argv[2] ?? 25)
const scratch = mkdtempSync(join(tmpdir(), 'bench-'))
const command = resolve('dist/create-go-docker.cjs')
const createVite = resolve('node_modules/create-vite/index.js')

/** The processes that are compared, each given a directory that is not there yet. */
const processes = {
  'node -e 0': () => ['-e', '0'],
  'create-go-docker --yes --no-git': (directory: string) => [
    ...[command, directory, '--module', 'github.com/acme/svc', '--yes', '--no-git'],
  ],
  'create-vite --no-interactive': (directory: string) => [
    ...[createVite, directory, '--template', 'vanilla', '--no-interactive'],
  ],
}

/** Returns the CPU milliseconds of one Node process, as bash's `times` counts them for a child. */
function cpuOf(args: readonly string[]): number {
  const script = '"$@" >/dev/null </dev/null || exit 1; times'
  const { stdout, status } = spawnSync('bash', ['-c', script, 'bench', process.execPath, ...args], {
    cwd: scratch,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`cannot run: node ${args.join(' ')}`)
  const children = stdout.trim().split('\n').at(-1) ?? ''
  const [user = 0, system = 0] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000,
  )
  return user + system
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

const samples = new Map(Object.keys(processes).map((name) => [name, [] as number[]]))
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(processes)) {
    samples.get(name)?.push(cpuOf(args(`svc-${round}-${name.split(' ')[0]}`)))
  }
}
const cpu = (name: keyof typeof processes) => median(samples.get(name) ?? [])

const { layers, integrity } = builtIn()
const generator = { name: 'create-go-docker', version: '0.0.0', integrity }
const cells = combinations().map((cell) => ({
  ...cell,
  name: 'svc',
  module: 'github.com/acme/svc',
}))
const renderings = Array.from({ length: rounds }, () => {
  const start = performance.now()
  for (const answers of cells) buildService(answers, layers, generator)
  return (performance.now() - start) / cells.length
})

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)
const project = mkdtempSync(join(scratch, 'install-'))
execFileSync('npm', ['install', '--prefix', project, join(scratch, packed.filename)], {
  stdio: 'ignore',
})
const modules = join(project, 'node_modules')
const installed = readdirSync(modules).filter((name) => !name.startsWith('.'))
const kilobytes =
  readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.bin'))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) / 1000
rmSync(scratch, { recursive: true })

const create = cpu('create-go-docker --yes --no-git')
const rows = [
  ['CPU, ms', ...Object.keys(processes).map((name) => `${name} ${cpu(name as never)}`)],
  ['create / node -e 0', (create / cpu('node -e 0')).toFixed(2), 'goal 1.50'],
  ['create / create-vite', (create / cpu('create-vite --no-interactive')).toFixed(2), 'goal 1.10'],
  ['rendering, ms a tree', median(renderings).toFixed(2), 'goal 2'],
  ['installed packages', String(installed.length), 'goal 1'],
  ['installed, kB', kilobytes.toFixed(0), 'goal 1000'],
]
for (const row of rows) console.log(row.join('   '))
