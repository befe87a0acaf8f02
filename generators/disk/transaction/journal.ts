import type { BigIntStats } from 'node:fs'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../json.ts'
import { unsafePath } from '../../paths.ts'
import { tryTo } from '../disk-error.ts'
import { readPlain } from '../read.ts'
import type { Owner } from './owner.ts'
import { inside } from './pinned.ts'

/** A change of a run as recorded in its journal, enough to recognize later what the run wrote. */
export interface RunChange {
  readonly path: string
  readonly status: 'create' | 'update' | 'remove'
  readonly sha256: string
  readonly size: number
}

/**
 * The journal of a run, stored in its stage and written first: the run's owner, and everything it
 * may change.
 */
export interface Run {
  readonly tool: 'create-go-docker'
  readonly version: 1
  readonly id: string
  /** The inode of the stage, which a journal from a repository or an archive can't predict. */
  readonly inode: string
  readonly owner: Owner
  /** The directories that the run may create, outermost first. */
  readonly directories: readonly string[]
  readonly changes: readonly RunChange[]
}

/** The name of the journal in its stage. */
export const journalName = 'run.json'

/** The size limit of a journal in bytes. */
export const journalLimit = 1024 * 1024

/** Returns the path of a stage's journal. */
export function journalOf(stage: string): string {
  return join(stage, journalName)
}

/**
 * Returns the run of a stage; undefined unless this tool and this user created it in this place.
 */
export function readRun(stage: string): Run | undefined {
  return tryTo(() => inside(stage, runIn))
}

/** Returns the run of a stage directory that is already open. */
export function runIn(here: string, stats: BigIntStats): Run | undefined {
  if (!isMine(stats)) return undefined
  const value = tryTo((): unknown => JSON.parse(readJournal(here)))
  return isRun(value) && value.inode === String(stats.ino) ? value : undefined
}

/** Checks the type before opening, because merely opening a device can have side effects. */
function readJournal(here: string): string {
  if (!lstatSync(journalOf(here)).isFile()) throw new Error('no journal')
  return readPlain(journalOf(here), journalLimit).toString('utf8')
}

/** Returns whether something belongs to this user; always true on a system without users. */
export function isMine({ uid }: Pick<BigIntStats, 'uid'>): boolean {
  const own = process.geteuid?.()
  return own === undefined || uid === BigInt(own)
}

/** Returns the milliseconds since a stage's journal was written. */
export function ageOf(stage: string): number {
  const stats = lstatSync(journalOf(stage), { throwIfNoEntry: false })
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs
}

/**
 * A journal is untrusted input, because a repository can contain one: every path in it is checked.
 */
function isRun(value: unknown): value is Run {
  return (
    isObject(value) &&
    value.tool === 'create-go-docker' &&
    value.version === 1 &&
    typeof value.id === 'string' &&
    /^[0-9A-Za-z]{6}$/u.test(value.id) &&
    typeof value.inode === 'string' &&
    isOwner(value.owner) &&
    Array.isArray(value.directories) &&
    value.directories.every(isSafe) &&
    Array.isArray(value.changes) &&
    value.changes.every(isChange)
  )
}

/** Returns whether a parsed JSON value is an owner. */
export function isOwner(value: unknown): value is Owner {
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
    typeof value.sha256 === 'string' &&
    Number.isSafeInteger(value.size)
  )
}

function isSafe(path: unknown): path is string {
  return typeof path === 'string' && unsafePath(path) === undefined
}
