import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../generators/plan/digest.ts'
import {
  type Mode,
  type Owner,
  sortByPath,
  type Tree,
  type TreeFile,
  utf8In,
} from '../generators/plan/tree.ts'
import type { Answers } from '../generators/questions/answers.ts'
import { writeFiles } from './folder.ts'
import type { Normaliser } from './normalisers.ts'

/**
 * A generated repository in memory. Paths are relative, with forward slashes, and the record
 * (go-docker.json and go-docker.lock.json) is included.
 */
export interface RenderedTree {
  /** The answers that it was rendered with, defaults included. */
  readonly answers: Answers
  /** `sha256-` and a digest of every path, mode and content. */
  readonly digest: string
  /** Returns all paths, sorted. */
  paths(): readonly string[]
  /**
   * Returns a file as text.
   * @throws Error when the tree has no such file, or it is not UTF-8
   */
  read(path: string): string
  /** Returns the bytes of a file. @throws Error when the tree has no such file */
  bytes(path: string): Uint8Array
  /** Returns the mode of a file. @throws Error when the tree has no such file */
  mode(path: string): Mode
  /** Returns the owner of a file. @throws Error when the tree has no such file */
  owner(path: string): Owner
  /** Returns the name of the layer that a file comes from. @throws Error when there is no such file */
  layer(path: string): string
  /**
   * Writes the tree with its modes, for tools that need files, such as `go vet` or `docker build`.
   * @param directory a directory that is empty, or doesn't exist
   */
  writeTo(directory: string | URL): Promise<void>
  /** Returns the same tree with tokens in place of what changes; its record describes the tokens. */
  normalised(normalisers: readonly Normaliser[]): RenderedTree
}

/**
 * Returns a tree for tests.
 * @param render renders the files with normalisers
 */
export function renderedTree(
  answers: Answers,
  render: (normalisers: readonly Normaliser[]) => Tree,
  normalisers: readonly Normaliser[] = [],
): RenderedTree {
  const files = sortByPath(render(normalisers))
  return {
    answers,
    digest: digestOf(files),
    paths: () => [...files.keys()],
    read: (path) => textAt(path),
    bytes: (path) => Uint8Array.from(fileAt(path).content),
    mode: (path) => fileAt(path).mode,
    owner: (path) => fileAt(path).owner,
    layer: (path) => fileAt(path).layer,
    writeTo: async (directory) => writeToEmpty(pathOf(directory), files),
    normalised: (more) => renderedTree(answers, render, [...normalisers, ...more]),
  }

  function fileAt(path: string): TreeFile {
    const file = files.get(path)
    if (file === undefined) throw new Error(`the tree has no ${path}`)
    return file
  }

  function textAt(path: string): string {
    const text = utf8In(fileAt(path))
    if (text === undefined) throw new Error(`${path} is not UTF-8 text: use bytes()`)
    return text
  }
}

/** Returns the absolute path of a folder that was given as a path or as a URL. */
export function pathOf(folder: string | URL, base = '.'): string {
  return folder instanceof URL ? fileURLToPath(folder) : resolve(base, folder)
}

function digestOf(files: Tree): string {
  const lines = [...files].map(
    ([path, { mode, content }]) => `${mode} ${sha256(content)} ${JSON.stringify(path)}\n`,
  )
  return `sha256-${sha256(lines.join(''))}`
}

function writeToEmpty(directory: string, files: Tree): void {
  if (namesIn(directory).length > 0) {
    throw new Error(`cannot write to ${directory}: it is not empty`)
  }
  writeFiles(directory, files)
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
