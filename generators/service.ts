import type { House } from './house/house.ts'
import { type Context, contextOf } from './layers/context.ts'
import { builtInLayer, renderLayers } from './layers/layers.ts'
import type { BuiltIn } from './layers/packed.ts'
import { compare } from './plan/compare.ts'
import { rootFiles } from './plan/destination.ts'
import { without } from './plan/exclude.ts'
import { type Provenance, withRecord } from './plan/record.ts'
import type { Tree } from './plan/tree.ts'
import { type Answers, ownAnswers } from './questions/answers.ts'
import type { Table } from './questions/table.ts'

/** The name of the generator in plop and in the lock. */
export const serviceName = 'service'

/** What a service is built from, besides the layers. */
export interface ServiceInput {
  readonly answers: Answers
  /** Paths that the repository excludes. */
  readonly exclude: readonly string[]
  /** The version of this package. */
  readonly version: string
  /** The options, with those of the house layers. */
  readonly table: Table
  /** The house layers over the built-in templates. */
  readonly house?: House
  /** Values that templates see instead of the usual ones, by variable. */
  readonly variables?: Context
}

/**
 * Builds the tree of a service; its arguments decide every byte. Excluded paths are still in the
 * tree, but no other file mentions them.
 * @throws LayerError or TemplateError when the built-in layers themselves are broken; ProblemsError
 * when a house layer doesn't fit
 */
export function buildService(
  { answers, exclude, version, table, house, variables }: ServiceInput,
  templates: Pick<BuiltIn, 'layers' | 'versions'>,
): Tree {
  const ci = rootFiles.every((path) => !exclude.includes(path))
  // Those of the templates: an older package pinned other versions than this one.
  const own = { ...contextOf(answers, version, table), ...templates.versions }
  const context = { ...own, ci, ...variables }
  const tree = renderLayers(templates.layers, answers, context, table)
  return house === undefined ? tree : house.overlay(tree, context)
}

/** Returns what the record of a service in a directory says about its origin. */
export function provenanceOf(
  { answers, exclude, version, table, house }: ServiceInput,
  integrity: string,
  directory: string,
): Provenance {
  const builtIn = { name: builtInLayer, version, integrity }
  const layers = [builtIn, ...(house?.recordedIn(directory) ?? [])]
  return { generator: serviceName, answers: ownAnswers(answers, table), exclude, layers }
}

/**
 * Returns all files of a new service in an empty directory: its tree, with the record.
 * @param change returns another tree, which the record then describes
 * @param directory the directory as an absolute path, for sources that are relative to it
 * @throws the errors of buildService; ProblemsError when a path can't be excluded
 */
export function newService(
  input: ServiceInput,
  templates: BuiltIn,
  change: (tree: Tree) => Tree = (tree) => tree,
  directory = '',
): Tree {
  const nothing = { exists: false, entries: new Map() }
  const tree = change(without(buildService(input, templates), input.exclude))
  const { changes } = withRecord(
    compare('', tree, nothing),
    provenanceOf(input, templates.integrity, directory),
    nothing,
  )
  return new Map(
    changes.flatMap((change) => (change.status === 'create' ? [[change.path, change.file]] : [])),
  )
}
