import { contextOf } from './layers/context.ts'
import { builtInLayer, type Layers, renderLayers } from './layers/layers.ts'
import type { BuiltIn } from './layers/packed.ts'
import { compare } from './plan/compare.ts'
import { rootFiles } from './plan/destination.ts'
import { without } from './plan/exclude.ts'
import { type Provenance, withRecord } from './plan/record.ts'
import type { Tree } from './plan/tree.ts'
import { type Answers, ownAnswers } from './questions/answers.ts'
import type { Table } from './questions/table.ts'

/** The name of the generator, as plop and the lock know it. */
export const serviceName = 'service'

/** What a service is built from, besides the layers. */
export interface ServiceInput {
  readonly answers: Answers
  /** Paths that the repository does without. */
  readonly exclude: readonly string[]
  /** The version of this package. */
  readonly version: string
  readonly table: Table
}

/**
 * Builds the tree of a service: what it is given decides every byte, nothing else does. What the repository does without
 * is in it still, but nothing speaks of it.
 * @throws LayerError, TemplateError when the layers themselves are broken
 */
export function buildService(
  { answers, exclude, version, table }: ServiceInput,
  layers: Layers,
): Tree {
  const ci = rootFiles.every((path) => !exclude.includes(path))
  const context = { ...contextOf(answers, version, table), ci }
  return renderLayers(layers, answers, context, table)
}

/** Returns what the record of a service says of where it came from. */
export function provenanceOf(
  { answers, exclude, version, table }: ServiceInput,
  integrity: string,
): Provenance {
  const layers = [{ name: builtInLayer, version, integrity }]
  return { generator: serviceName, answers: ownAnswers(answers, table), exclude, layers }
}

/**
 * Returns all that a create writes where nothing stands: the tree of a service, with its record.
 * @throws what buildService throws; IntentError when something can't be excluded
 */
export function newService(input: ServiceInput, { layers, integrity }: BuiltIn): Tree {
  const nothing = { exists: false, entries: new Map() }
  const plan = compare('', without(buildService(input, layers), input.exclude), nothing)
  const { changes } = withRecord(plan, provenanceOf(input, integrity), nothing)
  return new Map(
    changes.flatMap((change) => (change.status === 'create' ? [[change.path, change.file]] : [])),
  )
}
