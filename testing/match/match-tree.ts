import { relative } from 'node:path'
import { isSet } from '../../bin/environment.ts'
import { type File, utf8In } from '../../generators/plan/tree.ts'
import { requireSafe } from '../folder.ts'
import { requireKnown } from '../known-options.ts'
import type { Normaliser } from '../normalisers.ts'
import { pathOf, type RenderedTree } from '../rendered-tree.ts'
import { selected } from '../selection.ts'
import { differences, type Known } from './differences.ts'
import { type Found, readGolden, writeGolden } from './golden-folder.ts'
import { indexOf, indexPath, type Terms, type TreeIndex } from './tree-index.ts'

/** How a tree is compared with a folder. */
export interface MatchOptions {
  /**
   * `full` (the default) compares every file, and keeps binary ones only as a digest;
   * `index` compares only paths, modes, owners and layers, and keeps only TREE.json.
   */
  readonly level?: 'full' | 'index'
  /** Paths to compare, and folders that end with a slash; undefined for the whole tree. */
  readonly only?: readonly string[]
  /** What to replace by tokens before comparing. */
  readonly normalise?: readonly Normaliser[]
  /**
   * Whether to write the folder if the tree differs. Without it, only a folder that doesn't exist
   * is written, or any with `UPDATE_TREES=1`. Nothing is ever written when `CI` is set.
   */
  readonly update?: boolean
}

/** Whether a tree matches a folder. */
export interface MatchResult {
  readonly pass: boolean
  /** Every difference and what to do about it, or what matches or was written. */
  readonly message: string
}

/**
 * Compares a tree with a folder of real files and TREE.json, the index of their modes, owners,
 * layers and digests. A file that only one of them has is a difference.
 *
 * @param folder relative to the current directory
 *
 * @example
 * const { pass, message } = matchTree(tree, new URL('trees/greeter', import.meta.url))
 * assert.ok(pass, message)
 *
 * @throws ProblemsError when a path is not safe; Error when `only` names something that the tree
 * doesn't have, or the folder can't be read; TypeError for an unknown option or level
 */
export function matchTree(
  tree: RenderedTree,
  folder: string | URL,
  options: MatchOptions = {},
): MatchResult {
  requireKnown('matchTree', options, {
    level: ['full', 'index'],
    only: 'a list',
    normalise: 'a list',
    update: 'true or false',
  })
  const path = pathOf(folder)
  const shown = relative('.', path) || '.'
  const { terms, index, files } = goldenOf(tree, options)
  const found = readGolden(path)
  const problems = problemsOf(found, terms, index, files)
  if (problems.length === 0) return { pass: true, message: `the tree matches ${shown}` }
  if (mayWrite(found, options.update)) {
    writeGolden(path, index, files)
    return { pass: true, message: `wrote ${shown}` }
  }
  const lines = problems.slice(0, mostLines).map((problem) => `  ${problem}`)
  const more = problems.length > mostLines ? [`  and ${problems.length - mostLines} more`] : []
  const message = [`the tree doesn't match ${shown}:`, ...lines, ...more, adviceFor(found)]
  return { pass: false, message: message.join('\n') }
}

const mostLines = 30

/** Returns what a folder should contain for a tree. */
function goldenOf(tree: RenderedTree, { level = 'full', only, normalise = [] }: MatchOptions) {
  const shown = tree.normalised(normalise)
  const paths = only === undefined ? shown.paths() : selected(shown.paths(), only)
  requireSafe(paths)
  if (paths.includes(indexPath)) throw new Error(`the tree has a ${indexPath}, which is reserved`)
  const terms: Terms = {
    level,
    ...(only === undefined ? {} : { only: [...only].sort() }),
    normalise: normalise.map(({ name }) => name),
  }
  const files = level === 'index' ? [] : paths.filter((path) => isText(shown.bytes(path)))
  return {
    terms,
    index: indexOf(shown, paths, terms),
    files: new Map(
      files.map((path): readonly [string, File] => [
        path,
        { content: shown.bytes(path), mode: shown.mode(path) },
      ]),
    ),
  }
}

function problemsOf(
  found: Found,
  terms: Terms,
  index: TreeIndex,
  files: ReadonlyMap<string, File>,
): readonly string[] {
  if (found.kind === 'nothing') return ["it doesn't exist"]
  if (found.kind === 'other') return [`it has no valid ${indexPath}`]
  const before = shownTerms(found.index)
  const now = shownTerms(terms)
  if (before !== now) return [`it was written with ${before}, but is compared with ${now}`]
  const own = differences({ name: 'the tree', files }, { name: 'the folder', files: found.files })
  const told = new Set(own.map(({ path }) => path))
  const indexed = differences(
    { name: 'the tree', files: entriesOf(index) },
    { name: indexPath, files: entriesOf(found.index) },
  )
  return [...own, ...indexed.filter(({ path }) => !told.has(path))].map(({ message }) => message)
}

function entriesOf({ files }: TreeIndex): ReadonlyMap<string, Known> {
  return new Map(Object.entries(files))
}

function shownTerms({ level, only, normalise }: Terms): string {
  const chosen = only === undefined ? [] : [`only ${only.join(', ')}`]
  const tokens = normalise.length === 0 ? 'no normalisers' : normalise.join(', ')
  return [`level ${level}`, ...chosen, tokens].join(', ')
}

function mayWrite({ kind }: Found, update: boolean | undefined): boolean {
  if (kind === 'other' || isSet(process.env.CI)) return false
  return update ?? (kind === 'nothing' || isSet(process.env.UPDATE_TREES))
}

function adviceFor({ kind }: Found): string {
  if (kind === 'other') return 'Nothing was written to it: delete it, or name another folder.'
  if (isSet(process.env.CI))
    return 'CI is set, so nothing was written: update the folder elsewhere.'
  return 'If the tree is right, update the folder: vitest -u, or UPDATE_TREES=1 with other runners.'
}

/** Returns whether a diff would show a content as text. */
function isText(bytes: Uint8Array): boolean {
  return utf8In({ content: bytes, mode: '100644' }) !== undefined && !bytes.includes(0)
}
