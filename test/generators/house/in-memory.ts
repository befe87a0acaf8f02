import type { FileRule, HouseLayer, Manifest } from '../../../generators/house/house-layer.ts'
import { compile } from '../../../generators/layers/compile.ts'
import { variableNames } from '../../../generators/layers/context.ts'
import type { Template } from '../../../generators/layers/layers.ts'
import { options } from '../../../generators/questions/options.ts'

/** Returns a manifest with nothing but what is given. */
export function manifestOf(more: Partial<Manifest> = {}): Manifest {
  return {
    name: 'company',
    version: '1.0.0',
    answers: {},
    questions: {},
    files: [],
    migrations: [],
    ...more,
  }
}

/** Returns a layer with the rules given, and a template for each text. */
export function layerOf(
  files: readonly FileRule[],
  texts: Readonly<Record<string, string>>,
): HouseLayer {
  const known = variableNames(options)
  const templates = Object.entries(texts).map(([path, text]): readonly [string, Template] => [
    path,
    { mode: '100644', source: compile(path, text, known) },
  ])
  return { manifest: manifestOf({ files }), templates: new Map(templates), integrity: 'sha256-0' }
}
