import type { BigIntStats } from 'node:fs'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../json.ts'
import { unsafePath } from '../../paths.ts'
import { tryTo } from '../disk-error.ts'
import { readPlain } from '../read.ts'
import type { Owner } from './owner.ts'
import { inside } from './pinned.ts'

/** A change of a run, as its journal keeps it: enough to tell later what the run wrote. */
export interface RunChange {
  readonly path: string
  readonly status: 'create' | 'update' | 'remove'
  readonly sha256: string
  readonly size: number
}

/** The journal of a run, in its stage: who it is and all that it may change, written before anything else. */
export interface Run {
  readonly tool: 'create-go-docker'
  readonly version: 1
  readonly id: string
  /** The inode of the stage, which nobody can know who brings a journal along in a repository or an archive. */
  readonly inode: string
  readonly owner: Owner
  /** The directories that the run may make, outermost first. */
  readonly directories: readonly string[]
  readonly changes: readonly RunChange[]
}

/** The name of the journal in its stage. */
export const journalName = 'run.json'

/** How many bytes a journal may have. */
export const journalLimit = 1024 * 1024

/** Returns the path of a stage's journal. */
export function journalOf(stage: string): string {
  return join(stage, journalName)
}

/** Returns the run of a stage; undefined when there is none that this tool and this user made right there. */
export function readRun(stage: string): Run | undefined {
  return tryTo(() => inside(stage, runIn))
}

/** Returns the run of a stage that is open. */
export function runIn(here: string, stats: BigIntStats): Run | undefined {
  if (!isMine(stats)) return undefined
  const value = tryTo((): unknown => JSON.parse(readJournal(here)))
  return isRun(value) && value.inode === String(stats.ino) ? value : undefined
}

/** A device is not even opened, which some answer to by doing something. */
function readJournal(here: string): string {
  if (!lstatSync(journalOf(here)).isFile()) throw new Error('no journal')
  return readPlain(journalOf(here), journalLimit).toString('utf8')
}

/** Returns whether something belongs to this user; where the system has no users, all does. */
export function isMine({ uid }: Pick<BigIntStats, 'uid'>): boolean {
  const own = process.geteuid?.()
  return own === undefined || uid === BigInt(own)
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
