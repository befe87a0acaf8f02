import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Mode } from '../plan/tree.ts'

/** One file of a layer as it stands on the disk. */
export interface LayerFile {
  readonly layer: string
  /** The path below the layer, with its `.hbs`. */
  readonly path: string
  readonly mode: Mode
  readonly bytes: Buffer
}

/** Returns the files of the named layers below a folder, sorted by layer and path. */
export function readLayerFiles(folder: string, layers: Iterable<string>): readonly LayerFile[] {
  return [...layers].sort().flatMap((layer) => {
    const root = join(folder, layer)
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file): LayerFile => {
        const path = file.slice(root.length + 1).replaceAll('\\', '/')
        const executable = (statSync(file).mode & 0o100) !== 0
        return { layer, path, mode: executable ? '100755' : '100644', bytes: readFileSync(file) }
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  })
}
