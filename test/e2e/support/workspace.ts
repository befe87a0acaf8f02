import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { File } from '../../../generators/plan/tree.ts'
import { writeFiles } from '../../../testing/folder.ts'
import { run } from './command.ts'

const folders = new Set<string>()
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Returns a new empty folder, which is removed after the tests. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-go-docker-'))
  folders.add(folder)
  return folder
}

/** Writes a tree to a new folder, and returns the folder. */
export function written(tree: ReadonlyMap<string, File>): string {
  const root = newFolder()
  writeFiles(root, tree)
  return root
}

/**
 * Writes a tree, commits it, and returns a fresh clone: what a colleague gets, with only what git
 * stores. Git is configured as on Windows, where it would convert line endings to CRLF.
 */
export async function cloned(tree: ReadonlyMap<string, File>): Promise<string> {
  const origin = written(tree)
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com']
  await run('git', ['init', '-q', '-b', 'main'], { cwd: origin })
  await run('git', ['add', '-A'], { cwd: origin })
  await run('git', [...who, 'commit', '-q', '-m', 'Start'], { cwd: origin })
  const clone = join(newFolder(), 'clone')
  await run('git', ['clone', '-q', '-c', 'core.autocrlf=true', origin, clone])
  return clone
}
