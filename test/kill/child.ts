import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

/** A program for tests to kill, in one file. */
export interface Child {
  readonly path: string
  readonly remove: () => void
}

/** Bundles `child.ts` of a folder into one file, which starts quickly. */
export function bundledChild(folder: string): Child {
  const built = mkdtempSync(join(tmpdir(), 'kill-'))
  const path = join(built, 'child.cjs')
  buildSync({
    entryPoints: [join(folder, 'child.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  })
  return { path, remove: () => rmSync(built, { recursive: true, force: true }) }
}
