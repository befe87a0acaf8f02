import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { versions } from '../../generators/layers/versions.ts'
import { imageOf } from '../../test/e2e/support/docker.ts'
import { cloned, newFolder } from '../../test/e2e/support/workspace.ts'
import { median } from '../median.ts'
import { type Bench, type Figure, tidy } from './bench.ts'
import type { ImageRow } from './rows.ts'

const builder = `golang:${versions.goVersion}-${versions.debianVersion}`

/** Measures one row about an image. */
export function measureImage(bench: Bench, row: ImageRow): Promise<Figure> {
  return row.measure === 'rebuild' ? rebuild(bench, row) : size(bench, row)
}

/** A way to build, and the milliseconds that each rebuild took. */
interface Variant {
  readonly title: string
  readonly args: readonly string[]
  readonly took: number[]
}

/** Compares rebuilds after a one-line edit with those of a Dockerfile without cache mounts. */
async function rebuild(bench: Bench, { name, cell }: ImageRow): Promise<Figure> {
  const folder = await cloned(cell.tree)
  const file = join(folder, 'internal/routes/routes.go')
  const text = readFileSync(file, 'utf8')
  const uncached = join(newFolder(), 'Dockerfile')
  copyFileSync('scripts/bench-docker/uncached.dockerfile', uncached)
  const variants: readonly Variant[] = [
    { title: 'with cache mounts', args: [], took: [] },
    {
      title: 'without cache mounts',
      args: ['-f', uncached, '--build-arg', `BUILDER=${builder}`],
      took: [],
    },
  ]
  const rounds = Math.min(bench.rounds, 3)
  for (let round = 0; round <= rounds; round++) {
    const edit = round === 0 ? 'before the edits' : `edit ${round} of ${rounds}`
    if (round > 0) writeFileSync(file, text.replace('Hello, World!', `Hello, ${Date.now()}!`))
    for (const { title, args, took } of variants) {
      bench.step(`${name}: build ${title}, ${edit}`)
      const start = performance.now()
      const milliseconds = await withImage(
        bench,
        folder,
        args,
        async () => performance.now() - start,
      )
      if (round > 0) took.push(milliseconds)
    }
  }
  const [ours = Number.NaN, others = Number.NaN] = variants.map(({ took }) => median(took))
  const ratio = ours / others
  return {
    measured: `${ratio.toFixed(3)} (${seconds(ours)} / ${seconds(others)})`,
    goal: '0.1',
    reached: ratio <= 0.1,
  }
}

/** Compares the size of an image on scratch with that of its stripped binary and certificates. */
async function size(bench: Bench, { name, cell }: ImageRow): Promise<Figure> {
  const folder = await cloned(cell.tree)
  const out = newFolder()
  bench.step(`${name}: build the image`)
  const { Size } = await withImage(bench, folder, [], imageOf)
  bench.step(`${name}: export its files`)
  await bench.run('docker', ['build', '-q', '-o', out, '.'], { cwd: folder })
  const content = ['api', 'etc/ssl/certs/ca-certificates.crt'].reduce(
    (sum, path) => sum + statSync(join(out, path)).size,
    0,
  )
  return {
    measured: `${(Size / content).toFixed(4)} (${(Size / 1e6).toFixed(2)} MB)`,
    goal: '1.02',
    reached: Size / content <= 1.02,
  }
}

/**
 * Builds an image, uses it and removes it. Its unique tag keeps an identical image of somebody
 * else.
 */
async function withImage<T>(
  bench: Bench,
  folder: string,
  args: readonly string[],
  use: (tag: string) => Promise<T>,
): Promise<T> {
  const tag = `bench-docker-${process.pid}`
  try {
    await bench.run('docker', ['build', '-q', '-t', tag, ...args, '.'], { cwd: folder })
    return await use(tag)
  } finally {
    await tidy('docker', ['image', 'rm', '--force', tag])
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
