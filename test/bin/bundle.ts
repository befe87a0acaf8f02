import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll } from 'vitest'

/**
 * Bundles a source file, so that it starts quickly as a process; doesn't include packages and
 * templates. Returns the path, which is removed after the tests of the calling file.
 */
export async function bundled(source: string): Promise<string> {
  // Two folders below the root, so that `../../templates` is found from there.
  const folder = resolve('.cache/bundles')
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, `${randomUUID()}.mjs`)
  afterAll(() => rmSync(outfile, { force: true }))
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  })
  return outfile
}
