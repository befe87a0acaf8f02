import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathProblems } from '../generators/paths.ts'
import type { File } from '../generators/plan/tree.ts'
import { ProblemsError } from '../generators/problem.ts'

/**
 * Writes files into a folder, including their modes.
 * @throws ProblemsError, before anything is written, when a path is not safe
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, File>): void {
  requireSafe([...files.keys()])
  mkdirSync(folder, { recursive: true })
  for (const [path, { content, mode }] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode === '100755' ? 0o755 : 0o644)
  }
}

/** @throws ProblemsError with every path that no tree may contain */
export function requireSafe(paths: readonly string[]): void {
  const problems = pathProblems(paths)
  if (problems.length > 0) throw new ProblemsError(problems)
}

/** Returns the paths of everything in a folder that is not a folder itself, sorted. */
export function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
