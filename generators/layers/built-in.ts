import { fileURLToPath } from 'node:url'
import { options } from '../questions/options.ts'
import { variableNames } from './context.ts'
import { allLayerNames } from './layers.ts'
import { packLayer } from './pack.ts'
import { type BuiltIn, canonicalBytes, integrityOf, unpackLayers } from './packed.ts'

/**
 * Returns the built-in templates, read from `templates/` and compiled. The published package uses
 * shipped.ts instead, which reads the output of `packTemplates` from build time.
 */
export function builtIn(): BuiltIn {
  const bytes = packTemplates()
  return { layers: unpackLayers(bytes), integrity: integrityOf(bytes) }
}

/**
 * Returns the bytes of the built-in templates in their canonical form.
 * @throws TemplateError for a template with unsupported syntax
 */
export function packTemplates(): Buffer {
  const folder = fileURLToPath(new URL('../../templates', import.meta.url))
  const known = variableNames(options)
  const layers = [...allLayerNames(options)].sort().map((name) => [name, pack(name)] as const)
  return canonicalBytes(Object.fromEntries(layers))

  function pack(name: string) {
    return packLayer(`${folder}/${name}`, known)
  }
}
