/**
 * Measures what a user waits for, as ratios within one run: `npm run bench`, which builds first.
 * Uses medians, because a machine is noisy, and CPU time (user and system), because a disk is even
 * noisier.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { cells, treeOf } from '../test/support/matrix.ts'
import { createRepositories } from './bench/repositories.ts'
import { median } from './median.ts'

const rounds = Number(process.argv[2] ?? 25)
const scratch = mkdtempSync(join(tmpdir(), 'bench-'))
const command = resolve('dist/create-go-docker.cjs')
const createVite = resolve('node_modules/create-vite/index.js')

const repositories = createRepositories(scratch, command)

/** The processes to compare, as arguments for Node, given a directory that doesn't exist yet. */
const processes = {
  'node -e 0': () => ['-e', '0'],
  'create-go-docker --yes --no-git': (directory: string) => [
    ...[command, directory, '--module', 'github.com/acme/svc', '--yes', '--no-git'],
  ],
  'create-go-docker check': () => [command, 'check', repositories.generated],
  'create-vite --no-interactive': (directory: string) => [
    ...[createVite, directory, '--template', 'vanilla', '--no-interactive'],
  ],
}

const cpu = cpuOfProcesses()
const large = median(times(3, () => cpuOfNode([command, 'check', repositories.large])))
const audit = median(times(5, () => cpuOfNode([command, 'audit', repositories.code])))
const facts = median(
  times(5, () => cpuOfNode([command, 'dockerize', repositories.code, '--dry-run', '--json'])),
)
const fleet = median(times(3, cpuOfFleet))
const rendering = median(renderings())
const installed = install()
rmSync(scratch, { recursive: true })

const create = cpuOf('create-go-docker --yes --no-git')
const rows = [
  ['CPU, ms', ...[...cpu].map(([name, milliseconds]) => `${name} ${milliseconds}`)],
  ['create / node -e 0', (create / cpuOf('node -e 0')).toFixed(2), 'goal 1.50'],
  [
    'create / create-vite',
    (create / cpuOf('create-vite --no-interactive')).toFixed(2),
    'goal 1.00',
  ],
  [
    'check / node -e 0',
    (cpuOf('create-go-docker check') / cpuOf('node -e 0')).toFixed(2),
    'goal 1.50',
  ],
  ['check of 10,000 files, ms', large.toFixed(0), 'goal 1000'],
  [
    '100 repositories checked and reported / 100 × node -e 0',
    (fleet / cpuOf('node -e 0') / repositories.fleet.length).toFixed(2),
    'goal 1.50',
  ],
  [
    'audit of 1,000 Go files, ms more than node -e 0',
    (audit - cpuOf('node -e 0')).toFixed(0),
    'goal 1000',
  ],
  [
    'dockerize of 1,000 Go files, ms more than node -e 0',
    (facts - cpuOf('node -e 0')).toFixed(0),
    'goal 1000',
  ],
  ['rendering, ms a tree', rendering.toFixed(2), 'goal 2'],
  ['installed packages', String(installed.packages), 'goal 1'],
  ['installed, kB', installed.kilobytes.toFixed(0), 'goal 1800'],
]
for (const row of rows) console.log(row.join('   '))

function cpuOf(name: keyof typeof processes): number {
  return cpu.get(name) ?? Number.NaN
}

/** Returns the median CPU milliseconds of each process, from alternating turns. */
function cpuOfProcesses(): ReadonlyMap<string, number> {
  const samples = Array.from({ length: rounds }, (_, round) =>
    Object.entries(processes).map(
      ([name, args]) => [name, cpuOfNode(args(`svc-${round}-${name.split(' ')[0]}`))] as const,
    ),
  ).flat()
  return new Map(
    Object.keys(processes).map((name) => [
      name,
      median(samples.flatMap(([sampled, milliseconds]) => (sampled === name ? milliseconds : []))),
    ]),
  )
}

/** Returns the CPU milliseconds of checking all repositories one after the other, and reporting. */
function cpuOfFleet(): number {
  const results = join(scratch, 'results.json')
  writeFileSync(results, '')
  const checks = repositories.fleet.map((directory) =>
    cpuOfNode([command, 'check', directory, '--json'], results),
  )
  return [...checks, cpuOfNode([command, 'report', results])].reduce((sum, cpu) => sum + cpu, 0)
}

function times<T>(count: number, measure: () => T): readonly T[] {
  return Array.from({ length: count }, measure)
}

/**
 * Returns the CPU milliseconds of one Node process, which bash's `times` reports for its children.
 * @param output the file to which its output is added
 */
function cpuOfNode(args: readonly string[], output = '/dev/null'): number {
  const script = `"$@" >>'${output}' </dev/null || exit 1; times`
  // With it, every Node process first reads certificates, which hides the differences.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
  const { stdout, status } = spawnSync('bash', ['-c', script, 'bench', process.execPath, ...args], {
    cwd: scratch,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`cannot run: node ${args.join(' ')}`)
  const children = stdout.trim().split('\n').at(-1) ?? ''
  const [user = 0, system = 0] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000,
  )
  return user + system
}

/** Returns the milliseconds per tree for each round over the matrix. */
function renderings(): readonly number[] {
  return Array.from({ length: rounds }, () => {
    const start = performance.now()
    for (const { answers } of cells) {
      treeOf(answers)
    }
    return (performance.now() - start) / cells.length
  })
}

/** Packs and installs the package; returns the number of installed packages and their size. */
function install(): { readonly packages: number; readonly kilobytes: number } {
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
  const bytes = readdirSync(modules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.bin'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size)
    .reduce((sum, size) => sum + size, 0)
  return {
    packages: readdirSync(modules).filter((name) => !name.startsWith('.')).length,
    kilobytes: bytes / 1000,
  }
}
