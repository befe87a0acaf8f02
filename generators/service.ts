import { contextOf } from './layers/context.ts'
import { type Layers, renderLayers } from './layers/layers.ts'
import { type Generator, withRecord } from './plan/record.ts'
import type { Tree } from './plan/tree.ts'
import type { Answers } from './questions/options.ts'

/**
 * Builds the tree of a service: its answers and the layers decide every byte, nothing else does.
 * @throws LayerError, TemplateError when the layers themselves are broken
 */
export function buildService(answers: Answers, layers: Layers, generator: Generator): Tree {
  const tree = renderLayers(layers, answers, contextOf(answers, generator.version))
  return withRecord(tree, answers, generator)
}
