import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { tryTo } from '../disk-error.ts'
import { isPlainFile } from '../look.ts'
import { readPlain } from '../read.ts'

/**
 * Returns whether a repository contains more than `git init` and an unfinished first commit leave
 * behind.
 */
export function isUsed(repository: string): boolean {
  return hasReference(repository) || isDetached(repository) || isConfigured(repository)
}

/**
 * Returns whether a reference, such as a branch or tag, exists. Files named `NAME.lock` don't
 * count: git writes those first, and no reference can have such a name. In a reftable, the first
 * update comes from `git init`, and the name of a table contains its first and last update.
 */
function hasReference(repository: string): boolean {
  const refs = join(repository, 'refs')
  const entries = tryTo(() => readdirSync(refs, { recursive: true, withFileTypes: true })) ?? []
  const tables = textAt(repository, 'reftable/tables.list')
  return (
    // A repository with a reftable has a file refs/heads as a placeholder.
    (tables === '' && entries.some((entry) => entry.isFile() && !entry.name.endsWith('.lock'))) ||
    isPlainFile(join(repository, 'packed-refs')) ||
    tables.split('\n').some((name) => Number(/^0x\w+-(0x\w+)-/u.exec(name)?.[1]) > 1)
  )
}

/** Returns whether HEAD is detached, as after checking out a commit. */
function isDetached(repository: string): boolean {
  return /^[0-9a-f]{40}/.test(textAt(repository, 'HEAD'))
}

/** Returns whether a remote or a branch is configured, which `git init` never does. */
function isConfigured(repository: string): boolean {
  return /^\s*\[(remote|branch)\s/imu.test(textAt(repository, 'config'))
}

function textAt(repository: string, path: string): string {
  return tryTo(() => readPlain(join(repository, path)).toString()) ?? ''
}
