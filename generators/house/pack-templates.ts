import { isUtf8 } from 'node:buffer'
import { variablesOf } from '../layers/compile.ts'
import type { LayerFile } from '../layers/files.ts'
import { packFile } from '../layers/pack-file.ts'
import { type PackedFile, type PackedLayer, templateSuffix } from '../layers/packed.ts'
import { TemplateError } from '../layers/render.ts'
import { nearest } from '../nearest.ts'
import type { LayerProblem } from './layer-problem.ts'

/** The files of a layer in their canonical form, or everything that is wrong with its templates. */
export interface Packing {
  readonly files: PackedLayer
  readonly problems: readonly LayerProblem[]
}

/** The maximum number of tags in all templates of a layer, which bounds the time to compile them. */
const maximumTags = 50_000

/**
 * Compiles the templates of a layer. Unlike for the built-in ones, every problem is collected.
 * @param layer the layer in messages, such as `layer company`
 * @param files path in the layer's `files/` → file, sorted by path
 * @param known the variables that a template may use; undefined if they are not known
 */
export function packTemplates(
  layer: string,
  files: ReadonlyMap<string, LayerFile>,
  known?: ReadonlySet<string>,
): Packing {
  const problems: LayerProblem[] = []
  const packed: (readonly [string, PackedFile])[] = []
  let tags = 0
  for (const [path, file] of files) {
    const isTemplate = path.endsWith(templateSuffix)
    const source = isTemplate ? file.bytes.toString() : ''
    tags += source.split('{{').length - 1
    if (tags > maximumTags) {
      const what = `${layer}: its templates have more than ${maximumTags} tags`
      problems.push({ what, fix: 'Omit .hbs from files that use no variable.' })
      break
    }
    try {
      if (isTemplate && !isUtf8(file.bytes)) {
        throw new TemplateError(`template ${path}: it is not UTF-8 text`)
      }
      const used = isTemplate ? variablesOf(path, source) : []
      const unknown = used.filter(({ variable }) => known !== undefined && !known.has(variable))
      problems.push(...unknown.map((use) => unknownVariable(layer, path, use, known)))
      const all = new Set(used.map(({ variable }) => variable))
      if (unknown.length === 0) packed.push([path, packFile(path, file, all)])
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      const fix = 'Use {{variable}}, {{#if variable}} and {{#unless variable}} only, or omit .hbs.'
      const [, line] = /^template .*?, line (\d+): /.exec(error.message) ?? []
      const place = line === undefined ? {} : { line: Number(line) }
      problems.push({ what: `${layer}, ${error.message}`, fix, file: `files/${path}`, ...place })
    }
  }
  return { files: packed, problems }
}

function unknownVariable(
  layer: string,
  path: string,
  { variable, line }: { readonly variable: string; readonly line: number },
  known: ReadonlySet<string> = new Set(),
): LayerProblem {
  const what = `${layer}, template ${path}, line ${line}: unknown variable ${variable}`
  const meant = nearest(variable, [...known])
  const fix =
    meant === undefined
      ? 'Use a variable of the product, or of a question or choice of the layer.'
      : `Did you mean ${meant}?`
  return { what, fix, file: `files/${path}`, line }
}
