import { isObject } from '../json.ts'
import { unsafePath } from '../paths.ts'
import type { Owner } from './tree.ts'

/** The path of the intent: what the user wants, and may edit. */
export const intentPath = 'go-docker.json'

/** The path of the lock: what was written, which the tool owns. */
export const lockPath = 'go-docker.lock.json'

/** Where a layer came from: enough to render the same again. */
export interface LockLayer {
  readonly name: string
  readonly version: string
  /** A digest over all that the layer brings, as docs/templates.md says. */
  readonly integrity: string
}

/** What stands at a path of the tree, and what it was made from. */
export interface LockFile {
  /** The SHA-256 of what stands there: of the file, or of our marked block in it; null where it is no file. */
  readonly sha256: string | null
  /** The id under which git stores what was rendered: the base of a later merge. */
  readonly blob: string
  /** The mode of what stands there, as git writes it. */
  readonly mode: string
  readonly owner: Owner
  /** The name of the layer that it comes from. */
  readonly layer: string
  /** What stands there is the user's, and not what was rendered. */
  readonly kept?: true
  /** The digest is that of our marked block; every other line is the user's. */
  readonly block?: true
}

/** The lock, version 1: enough to tell later, offline, what the tool wrote and from what. */
export interface Lock {
  readonly lockfileVersion: 1
  /** The name of the generator, as plop knows it. */
  readonly generator: string
  readonly answers: Readonly<Record<string, string | readonly string[]>>
  /** Paths of the tree that the repository does without. */
  readonly exclude?: readonly string[]
  readonly layers: readonly LockLayer[]
  /** Path → what stands there; the record itself is not in it. */
  readonly files: Readonly<Record<string, LockFile>>
}

/** Returns whether a parsed JSON value is a lock of version 1. It is hostile input: no path in it is taken on trust. */
export function isLock(value: unknown): value is Lock {
  return (
    isObject(value) &&
    value.lockfileVersion === 1 &&
    typeof value.generator === 'string' &&
    isAnswers(value.answers) &&
    (value.exclude === undefined || isPaths(value.exclude)) &&
    Array.isArray(value.layers) &&
    value.layers.every(isLayer) &&
    isObject(value.files) &&
    Object.keys(value.files).every(isFilePath) &&
    Object.values(value.files).every(isFile)
  )
}

/** Returns whether a parsed JSON value is a lock of a version that only a later version of this package knows. */
export function isLaterLock(value: unknown): boolean {
  return isObject(value) && typeof value.lockfileVersion === 'number' && value.lockfileVersion > 1
}

/** Returns whether a parsed JSON value holds answers: texts and lists of texts, by name. */
export function isAnswers(value: unknown): value is Lock['answers'] {
  return isObject(value) && Object.values(value).every(isAnswer)
}

/** Returns whether a parsed JSON value is a list of paths that a tree may hold. */
export function isPaths(value: unknown): value is readonly string[] {
  return isTexts(value) && value.every((path) => unsafePath(path) === undefined)
}

function isAnswer(value: unknown): boolean {
  return typeof value === 'string' || isTexts(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function isLayer(value: unknown): value is LockLayer {
  return (
    isObject(value) &&
    [value.name, value.version, value.integrity].every((text) => typeof text === 'string')
  )
}

/** A record that claimed to have written itself would be written twice, or removed. */
function isFilePath(path: string): boolean {
  return unsafePath(path) === undefined && path !== intentPath && path !== lockPath
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
    [value.kept, value.block].every((flag) => flag === undefined || flag === true)
  )
}

function isHexadecimal(value: unknown, length: number): boolean {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]*$/.test(value)
}
