import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { tryTo } from '../disk-error.ts'
import { isPlainFile } from '../look.ts'
import { readPlain } from '../read.ts'

/** Returns whether a repository holds more than `git init` and a first commit that did not end leave in it. */
export function isUsed(repository: string): boolean {
  return hasReference(repository) || isDetached(repository) || isConfigured(repository)
}

/**
 * Returns whether there is a branch, a tag or the like: git writes each as `NAME.lock` first, which none can be called.
 * In a reftable the first update is `git init`'s own, and a table's name holds its first and its last one.
 */
function hasReference(repository: string): boolean {
  const refs = join(repository, 'refs')
  const entries = tryTo(() => readdirSync(refs, { recursive: true, withFileTypes: true })) ?? []
  const tables = textAt(repository, 'reftable/tables.list')
  return (
    // A repository with a reftable has a file refs/heads, which says so.
    (tables === '' && entries.some((entry) => entry.isFile() && !entry.name.endsWith('.lock'))) ||
    isPlainFile(join(repository, 'packed-refs')) ||
    tables.split('\n').some((name) => Number(/^0x\w+-(0x\w+)-/u.exec(name)?.[1]) > 1)
  )
}

/** Returns whether a commit was checked out that is on no branch. */
function isDetached(repository: string): boolean {
  return /^[0-9a-f]{40}/.test(textAt(repository, 'HEAD'))
}

/** Returns whether a remote or a branch was set up, which no `git init` does. */
function isConfigured(repository: string): boolean {
  return /^\s*\[(remote|branch)\s/imu.test(textAt(repository, 'config'))
}

function textAt(repository: string, path: string): string {
  return tryTo(() => readPlain(join(repository, path)).toString()) ?? ''
}
