import { fileURLToPath } from 'node:url'
import { contextOf } from './context.ts'
import { integrityOf, readLayerFiles, repositoryPath, templateSuffix } from './layer-files.ts'
import { allLayerNames, type Layers, type Template } from './layers.ts'
import { compile } from './render.ts'

/** The templates that come with the package. */
export interface BuiltIn {
  readonly layers: Layers
  /** A digest over the templates, which the lock of a generated repository carries. */
  readonly integrity: string
}

/**
 * Returns the built-in templates, read from `templates/` and compiled. The published package holds another edition
 * of this module, written by scripts/build.ts, in which they are compiled already.
 */
export function builtIn(): BuiltIn {
  const files = readLayerFiles(
    fileURLToPath(new URL('../templates', import.meta.url)),
    allLayerNames(),
  )
  const layers = new Map<string, Map<string, Template>>()
  for (const file of files) {
    const layer = layers.get(file.layer) ?? new Map<string, Template>()
    const source = file.path.endsWith(templateSuffix)
      ? compile(`${file.layer}/${file.path}`, file.bytes.toString(), knownVariables())
      : file.bytes
    layers.set(file.layer, layer.set(repositoryPath(file), { mode: file.mode, source }))
  }
  return { layers, integrity: integrityOf(files) }
}

/** Returns the variables that a template may use: the keys of any context, which are the same for all answers. */
export function knownVariables(): ReadonlySet<string> {
  const answers = { framework: 'net/http', database: 'redis', baseImage: 'scratch' } as const
  return new Set(Object.keys(contextOf({ ...answers, name: 'x', module: 'x' }, '0.0.0')))
}
