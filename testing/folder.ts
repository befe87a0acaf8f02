import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { File } from '../generators/plan/tree.ts'

/** Writes files into a folder, including their modes. */
export function writeFiles(folder: string, files: ReadonlyMap<string, File>): void {
  mkdirSync(folder, { recursive: true })
  for (const [path, { content, mode }] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode === '100755' ? 0o755 : 0o644)
  }
}

/** Returns the paths of everything in a folder that is not a folder itself, sorted. */
export function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
