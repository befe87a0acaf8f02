import { compile } from './compile.ts'
import type { LayerFile } from './files.ts'
import { type Packed, type PackedFile, templateSuffix } from './packed.ts'
import { TemplateError } from './render.ts'

/**
 * Packs the files of some layers.
 * @param known the variables that a template may use
 * @returns the canonical form: the text of a `Packed`, always the same for the same files
 * @throws TemplateError for a template that is not in the language, or is no UTF-8 text
 */
export function pack(files: readonly LayerFile[], known: ReadonlySet<string>): string {
  const layers = new Map<string, [string, PackedFile][]>()
  for (const file of [...files].sort(byLayerAndPath)) {
    const entries = layers.get(file.layer) ?? []
    layers.set(file.layer, [...entries, [file.path, packFile(file, known)]])
  }
  const packed: Packed = Object.fromEntries(
    [...layers].map(([layer, entries]) => [layer, Object.fromEntries(entries)]),
  )
  return JSON.stringify(packed)
}

function packFile({ layer, path, mode, bytes }: LayerFile, known: ReadonlySet<string>): PackedFile {
  const text = bytes.toString()
  const isText = Buffer.from(text).equals(bytes)
  if (!path.endsWith(templateSuffix)) {
    return isText ? { mode, text } : { mode, base64: bytes.toString('base64') }
  }
  const name = `${layer}/${path}`
  if (!isText) throw new TemplateError(`template ${name}: it is not UTF-8 text`)
  return { mode, ...compile(name, text, known) }
}

function byLayerAndPath(a: LayerFile, b: LayerFile): number {
  if (a.layer !== b.layer) return a.layer < b.layer ? -1 : 1
  return a.path < b.path ? -1 : 1
}
