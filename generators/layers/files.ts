import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Mode, sortByPath } from '../plan/tree.ts'
import { TemplateError } from './render.ts'

/** A file of a layer on disk. */
export interface LayerFile {
  readonly mode: Mode
  readonly bytes: Buffer
}

/**
 * Returns the files of a folder, sorted by path: path in the folder, including `.hbs`, → file.
 * @throws TemplateError for anything other than a file or folder: a link could bring in content
 * from elsewhere
 */
export function readLayerFiles(folder: string): ReadonlyMap<string, LayerFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry): readonly [string, LayerFile] => {
      const file = join(entry.parentPath, entry.name)
      if (!entry.isFile()) throw new TemplateError(`template ${file}: it is not a regular file`)
      return [relative(folder, file).replaceAll('\\', '/'), layerFile(file)]
    })
  return sortByPath(entries)
}

function layerFile(file: string): LayerFile {
  const executable = (statSync(file).mode & 0o100) !== 0
  return { mode: executable ? '100755' : '100644', bytes: readFileSync(file) }
}
