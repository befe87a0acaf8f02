import { fileURLToPath } from 'node:url'
import { options } from '../questions/options.ts'
import { compile } from './compile.ts'
import { variableNames } from './context.ts'
import {
  integrityOf,
  type LayerFile,
  readLayerFiles,
  repositoryPath,
  templateSuffix,
} from './files.ts'
import { allLayerNames } from './layers.ts'
import { type BuiltIn, type Packed, unpack } from './packed.ts'
import { type Pieces, TemplateError } from './render.ts'

/**
 * Returns the built-in templates, read from `templates/` and compiled. The published package has another edition of
 * this module, made by scripts/build.ts, which reads what `packTemplates` returned when it was built.
 */
export function builtIn(): BuiltIn {
  return unpack(packTemplates())
}

/**
 * Reads and compiles the built-in templates.
 * @throws TemplateError for a template that is not in the language, or a file that is not UTF-8 text
 */
export function packTemplates(): Packed {
  const folder = fileURLToPath(new URL('../../templates', import.meta.url))
  const files = readLayerFiles(folder, allLayerNames(options))
  const layers = [...allLayerNames(options)].map((layer) => {
    const entries = files
      .filter((file) => file.layer === layer)
      .map((file) => [repositoryPath(file), [file.mode, packedContent(file)]] as const)
    return [layer, Object.fromEntries(entries)] as const
  })
  return { integrity: integrityOf(files), layers: Object.fromEntries(layers) }
}

function packedContent({ layer, path, bytes }: LayerFile): string | Pieces {
  const name = `${layer}/${path}`
  const text = bytes.toString()
  if (!Buffer.from(text).equals(bytes))
    throw new TemplateError(`template ${name}: it is not UTF-8 text`)
  return path.endsWith(templateSuffix) ? compile(name, text, variableNames(options)) : text
}
