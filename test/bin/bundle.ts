import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll } from 'vitest'

/**
 * Bundles a file of the sources, so that a process of its own starts at once; packages and templates stay where they
 * are. Returns the path, which is gone after the tests of the file that asked.
 */
export async function bundled(source: string): Promise<string> {
  // Two folders below the root: from there `../../templates` is found.
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
