import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../generators/plan/digest.ts'
import { type Owner, sortByPath, type Tree } from '../generators/plan/tree.ts'
import type { Answers } from '../generators/questions/answers.ts'
import { type FileTree, fileIn, fileTree } from './file-tree.ts'
import { writeFiles } from './folder.ts'
import type { Normaliser } from './normalisers.ts'

/** A generated repository in memory; the record (go-docker.json and go-docker.lock.json) is included. */
export interface RenderedTree extends FileTree {
  /** The answers that it was rendered with, defaults included. */
  readonly answers: Answers
  /** `sha256-` and a digest of every path, mode and content. */
  readonly digest: string
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
    ...fileTree(files),
    owner: (path) => fileIn(files, path).owner,
    layer: (path) => fileIn(files, path).layer,
    writeTo: async (directory) => writeToEmpty(pathOf(directory), files),
    normalised: (more) => renderedTree(answers, render, [...normalisers, ...more]),
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
