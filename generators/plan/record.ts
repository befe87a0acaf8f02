import { createHash } from 'node:crypto'
import type { Answers } from '../questions/answers.ts'
import { sortTree, type Tree, type TreeFile } from './tree.ts'

/** What made a tree: the package, its version, and a digest over the templates that it shipped. */
export interface Generator {
  readonly name: string
  readonly version: string
  readonly integrity: string
}

/** The record's intent: what the user wants, and may edit. */
const intentPath = 'go-docker.json'

/** The record's lock: what was written, which the tool owns. */
export const lockPath = 'go-docker.lock.json'

/** The lock, version 1: enough to tell later, offline, what the tool wrote and from what. */
export interface Lock {
  readonly lockfileVersion: 1
  readonly generator: Generator
  readonly answers: Answers
  /** Path → what was written there; the lock itself and the intent are not in it. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly mode: string }>>
}

/** Returns the tree with its record: go-docker.json and go-docker.lock.json. */
export function withRecord(tree: Tree, answers: Answers, generator: Generator): Tree {
  const sorted = sortedAnswers(answers)
  const lock: Lock = {
    lockfileVersion: 1,
    generator,
    answers: sorted,
    files: Object.fromEntries(
      [...tree].map(([path, { content, mode }]) => [path, { sha256: sha256(content), mode }]),
    ),
  }
  return sortTree([
    ...tree,
    [intentPath, jsonFile({ answers: sorted })],
    [lockPath, jsonFile(lock)],
  ])
}

/** Returns the answers with their keys sorted, so that the record merges well. */
function sortedAnswers(answers: Answers): Answers {
  const { name, module } = answers
  const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { ...sorted, name, module }
}

function jsonFile(value: unknown): TreeFile {
  return { mode: '100644', content: Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`) }
}

/** Returns the SHA-256 of some bytes, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}
