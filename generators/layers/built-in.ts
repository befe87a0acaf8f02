import { fileURLToPath } from 'node:url'
import { sha256 } from '../plan/digest.ts'
import { options } from '../questions/options.ts'
import { variableNames } from './context.ts'
import { readLayerFiles } from './files.ts'
import { allLayerNames } from './layers.ts'
import { pack } from './pack.ts'
import { type BuiltIn, unpack } from './packed.ts'

/**
 * Returns the built-in templates, read from `templates/` and compiled. The published package has shipped.ts in the
 * place of this module, which reads what `packTemplates` returned when it was built.
 */
export function builtIn(): BuiltIn {
  const packed = packTemplates()
  return { layers: unpack(JSON.parse(packed)), integrity: `sha256-${sha256(packed)}` }
}

/**
 * Returns the built-in templates in their canonical form.
 * @throws TemplateError for a template that is not in the language
 */
export function packTemplates(): string {
  const folder = fileURLToPath(new URL('../../templates', import.meta.url))
  return pack(readLayerFiles(folder, allLayerNames(options)), variableNames(options))
}
