import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../plan/digest.ts'
import type { Mode } from '../plan/tree.ts'

/** One file of a layer as it stands on the disk. */
export interface LayerFile {
  readonly layer: string
  /** The path below the layer, with its `.hbs`. */
  readonly path: string
  readonly mode: Mode
  readonly bytes: Buffer
}

/** Only these files are rendered; every other one is copied byte for byte. */
export const templateSuffix = '.hbs'

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

/** Returns the repository path of a layer's file: its own, minus `.hbs`. */
export function repositoryPath({ path }: LayerFile): string {
  return path.endsWith(templateSuffix) ? path.slice(0, -templateSuffix.length) : path
}

/** Returns a digest over the names, modes and bytes of layer files, as `sha256-<hexadecimal>`. */
export function integrityOf(files: readonly LayerFile[]): string {
  const lines = files.map(
    ({ layer, path, mode, bytes }) => `${layer}/${path}\0${mode}\0${sha256(bytes)}\n`,
  )
  return `sha256-${sha256(lines.join(''))}`
}
