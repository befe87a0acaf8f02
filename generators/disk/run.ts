import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { unsafePath } from '../paths.ts'
import { readPlain } from './look.ts'
import type { Owner } from './owner.ts'

/** A change of a run, as its journal keeps it: enough to tell later what the run wrote. */
export interface RunChange {
  readonly path: string
  readonly status: 'create' | 'update' | 'remove'
  readonly sha256: string
}

/** The journal of a run, in its stage: who it is and all that it may change, written before anything else. */
export interface Run {
  readonly tool: 'create-go-docker'
  readonly version: 1
  readonly id: string
  readonly owner: Owner
  /** The directories that the run may make, outermost first. */
  readonly directories: readonly string[]
  readonly changes: readonly RunChange[]
}

/** The name of the journal in its stage. */
export const journalName = 'run.json'

/** Returns the path of a stage's journal. */
export function journalOf(stage: string): string {
  return join(stage, journalName)
}

/** Returns the run of a stage; undefined when there is none that this tool wrote. */
export function readRun(stage: string): Run | undefined {
  if (!lstatSync(stage, { throwIfNoEntry: false })?.isDirectory()) return undefined
  try {
    const value: unknown = JSON.parse(readPlain(journalOf(stage)).toString('utf8'))
    return isRun(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Returns how long ago a stage's journal was written, in milliseconds. */
export function ageOf(stage: string): number {
  const stats = lstatSync(journalOf(stage), { throwIfNoEntry: false })
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs
}

/** A journal is hostile input: a repository can bring one, so that no path in it is taken on trust. */
function isRun(value: unknown): value is Run {
  return (
    isObject(value) &&
    value.tool === 'create-go-docker' &&
    value.version === 1 &&
    typeof value.id === 'string' &&
    /^[0-9A-Za-z]{6}$/u.test(value.id) &&
    isOwner(value.owner) &&
    Array.isArray(value.directories) &&
    value.directories.every(isSafe) &&
    Array.isArray(value.changes) &&
    value.changes.every(isChange)
  )
}

function isOwner(value: unknown): value is Owner {
  return (
    isObject(value) &&
    typeof value.pid === 'number' &&
    Number.isSafeInteger(value.pid) &&
    value.pid > 0 &&
    [value.host, value.namespace, value.boot, value.start].every((text) => typeof text === 'string')
  )
}

function isChange(value: unknown): value is RunChange {
  return (
    isObject(value) &&
    isSafe(value.path) &&
    (value.status === 'create' || value.status === 'update' || value.status === 'remove') &&
    typeof value.sha256 === 'string'
  )
}

function isSafe(path: unknown): path is string {
  return typeof path === 'string' && unsafePath(path) === undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
