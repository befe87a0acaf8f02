import { contextOf } from './layers/context.ts'
import { type Layers, renderLayers } from './layers/layers.ts'
import { type Generator, withRecord } from './plan/record.ts'
import type { Tree } from './plan/tree.ts'
import { type Answers, ownAnswers } from './questions/answers.ts'
import type { Table } from './questions/table.ts'

/**
 * Builds the tree of a service: its answers to the table and the layers decide every byte, nothing else does.
 * @throws LayerError, TemplateError when the layers themselves are broken
 */
export function buildService(
  answers: Answers,
  layers: Layers,
  generator: Generator,
  table: Table,
): Tree {
  const context = contextOf(answers, generator.version, table)
  const tree = renderLayers(layers, answers, context, table)
  return withRecord(tree, ownAnswers(answers, table), generator)
}
