import { compile } from './compile.ts'
import type { LayerFile } from './files.ts'
import { type PackedFile, templateSuffix } from './packed.ts'
import { TemplateError } from './render.ts'

/**
 * Returns a file of a layer in its canonical form; a template is compiled.
 * @param path its path in the layer
 * @param known the variables that a template may use
 * @throws TemplateError for a template with unsupported syntax, or not in UTF-8
 */
export function packFile(
  path: string,
  { mode, bytes }: LayerFile,
  known: ReadonlySet<string>,
): PackedFile {
  const text = bytes.toString()
  const isText = Buffer.from(text).equals(bytes)
  if (!path.endsWith(templateSuffix)) {
    return isText ? { mode, text } : { mode, base64: bytes.toString('base64') }
  }
  if (!isText) throw new TemplateError(`template ${path}: it is not UTF-8 text`)
  return { mode, ...compile(path, text, known) }
}
