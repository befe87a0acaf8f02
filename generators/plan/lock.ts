import { isObject } from '../json.ts'
import { unsafePath } from '../paths.ts'
import type { Owner } from './tree.ts'

/** The path of the intent, which the user may edit. */
export const intentPath = 'go-docker.json'

/** The path of the lock, which only the tool edits. */
export const lockPath = 'go-docker.lock.json'

/** Where a layer came from: enough to render it again. */
export interface LockLayer {
  readonly name: string
  readonly version: string
  /** A digest of everything that the layer contains; see docs/templates.md. */
  readonly integrity: string
  /** The source of a house layer, as in the intent; the built-in layer has none. */
  readonly use?: string
  /** What a source with a range or a branch resolved to: `NAME@VERSION`, or a git commit. */
  readonly resolved?: string
  /** The digest of the npm package, as in npm's lock: `sha512-<base64>`. */
  readonly tarball?: string
}

/** What exists at a path of the tree, and what it was made from. */
export interface LockFile {
  /**
   * The SHA-256 of the file, or of our marked block in it; null if it is not a file, or is one of the
   * user's that git ignores.
   */
  readonly sha256: string | null
  /** The ID under which git stores the rendered file: the base of a later merge. */
  readonly blob: string
  /** The mode of what exists there, as git writes it. */
  readonly mode: string
  readonly owner: Owner
  /** The name of the layer that it comes from. */
  readonly layer: string
  /** The existing file is the user's, not what was rendered. */
  readonly kept?: true
  /** The digest is of our marked block; every other line is the user's. */
  readonly block?: true
  /** The path in the template, if the user has moved the file. */
  readonly from?: string
}

/** The lock, version 1: enough to know later, offline, what the tool wrote and from what. */
export interface Lock {
  readonly lockfileVersion: 1
  /** The name of the generator in plop. */
  readonly generator: string
  readonly answers: Readonly<Record<string, string | readonly string[]>>
  /** Paths of the tree that the repository excludes. */
  readonly exclude?: readonly string[]
  readonly layers: readonly LockLayer[]
  /** The conflicts of the last update that the user has not resolved yet. */
  readonly unresolved?: readonly string[]
  /** Path → what exists there. The record itself is not included. */
  readonly files: Readonly<Record<string, LockFile>>
}

/** Returns whether an entry may be of a file that git ignores, so that a clone doesn't have it. */
export function hidesDigest({ sha256, mode, kept }: LockFile): boolean {
  return kept === true && sha256 === null && /^100/.test(mode)
}

/**
 * Returns whether a parsed JSON value is a lock of version 1. Locks are untrusted input, so their
 * paths are checked.
 */
export function isLock(value: unknown): value is Lock {
  return (
    isObject(value) &&
    value.lockfileVersion === 1 &&
    typeof value.generator === 'string' &&
    isAnswers(value.answers) &&
    (value.exclude === undefined || isPaths(value.exclude)) &&
    Array.isArray(value.layers) &&
    value.layers.every(isLayer) &&
    (value.unresolved === undefined || isPaths(value.unresolved)) &&
    isObject(value.files) &&
    Object.keys(value.files).every(isFilePath) &&
    Object.values(value.files).every(isFile)
  )
}

/**
 * Returns whether a parsed JSON value is a lock that only a later version of this package can read.
 */
export function isLaterLock(value: unknown): boolean {
  return isObject(value) && typeof value.lockfileVersion === 'number' && value.lockfileVersion > 1
}

/** Whether a value is a set of answers: strings and lists of strings, by name. */
function isAnswers(value: unknown): value is Lock['answers'] {
  return isObject(value) && Object.values(value).every(isAnswer)
}

/** Whether a value is a list of paths that a tree may contain. */
function isPaths(value: unknown): value is readonly string[] {
  return isTexts(value) && value.every((path) => unsafePath(path) === undefined)
}

/** Returns whether a lock's layers are all in this package or in folders, so that they need no network. */
export function areLocal({ layers }: Pick<Lock, 'layers'>): boolean {
  return layers.every(({ use = './' }) => !/^(?:npm|git):/.test(use))
}

/** Returns whether a parsed JSON value is an answer. */
export function isAnswer(value: unknown): value is Lock['answers'][string] {
  return typeof value === 'string' || isTexts(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function isLayer(value: unknown): value is LockLayer {
  return (
    isObject(value) &&
    [value.name, value.version, value.integrity].every((text) => typeof text === 'string') &&
    (value.use === undefined || typeof value.use === 'string') &&
    isOptional(
      value.resolved,
      /^(?:(?:@[\w.~-]+\/)?[\w.~-]+@\d+\.\d+\.\d+(?:-[\w.-]+)?|[0-9a-f]{40}|[0-9a-f]{64})$/,
    ) &&
    isOptional(value.tarball, /^sha512-[\w+/]{86}==$/)
  )
}

/** The text is given to npm or git, so that its form matters. */
function isOptional(value: unknown, form: RegExp): boolean {
  return value === undefined || (typeof value === 'string' && form.test(value))
}

/** Excludes the record itself, which would otherwise be written twice, or removed. */
function isFilePath(path: unknown): boolean {
  const isPath = typeof path === 'string' && unsafePath(path) === undefined
  return isPath && path !== intentPath && path !== lockPath
}

const ownerNames: readonly unknown[] = ['managed', 'shared', 'seeded', 'generated']
const modes: readonly unknown[] = ['100644', '100755', '040000', '120000', '000000']

function isFile(value: unknown): value is LockFile {
  return (
    isObject(value) &&
    (value.sha256 === null || isHexadecimal(value.sha256, 64)) &&
    isHexadecimal(value.blob, 40) &&
    modes.includes(value.mode) &&
    ownerNames.includes(value.owner) &&
    typeof value.layer === 'string' &&
    [value.kept, value.block].every((flag) => flag === undefined || flag === true) &&
    (value.from === undefined || isFilePath(value.from))
  )
}

function isHexadecimal(value: unknown, length: number): boolean {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]*$/.test(value)
}
