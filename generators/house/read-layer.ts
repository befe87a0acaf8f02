import { jsonSyntaxProblem, parseJson } from '../json.ts'
import type { LayerFile } from '../layers/files.ts'
import { integrityOf, type PackedLayer, templatesOf } from '../layers/packed.ts'
import { sortByPath } from '../plan/tree.ts'
import { filesProblems, rulesFor } from './file-rules.ts'
import type { HouseLayer, Manifest } from './house-layer.ts'
import type { Known } from './known.ts'
import type { LayerProblem } from './layer-problem.ts'
import { readManifest } from './manifest.ts'
import { packTemplates } from './pack-templates.ts'

/** A house layer that was read, or everything that is wrong with it. */
export type LayerReading =
  | { readonly layer: HouseLayer }
  | {
      readonly problems: readonly LayerProblem[]
      /** The description, if nothing is wrong with it by itself. */
      readonly manifest?: Manifest
    }

/** The content of a house layer, from wherever it was read. */
export interface LayerContent {
  /** The content of layer.json. */
  readonly manifest: Uint8Array
  /** Path in `files/` → file. */
  readonly files: ReadonlyMap<string, LayerFile>
  /** The content of the plopfile that layer.json names, if it is there. */
  readonly plopfile?: Uint8Array
}

/**
 * Reads a house layer from its content, all of which is untrusted.
 * @param knownTo returns the variables that a layer may use, some of which its manifest adds
 */
export function readLayer(
  content: LayerContent,
  knownTo: (manifest: Manifest) => Known,
): LayerReading {
  const files = sortByPath(content.files)
  const json = jsonIn(content.manifest)
  const reading = 'problem' in json ? { problems: [json.problem] } : readManifest(json.value)
  const paths = filesProblems(files.keys())
  if ('problems' in reading) {
    const { problems } = packTemplates('this layer', files)
    return { problems: [...reading.problems, ...paths, ...problems] }
  }
  const { manifest } = reading
  const { variables, booleans } = knownTo(manifest)
  const { rules, problems } = rulesFor(manifest.files, files.keys(), booleans)
  const packing = packTemplates(`layer ${manifest.name}`, files, variables)
  const source = plopfileOf(manifest, content)
  const all = [...paths, ...problems, ...packing.problems, ...source.problems]
  if (all.length > 0) return { problems: all, manifest }
  const complete = { ...manifest, files: rules }
  const { plopfile } = source
  return {
    layer: {
      manifest: complete,
      templates: templatesOf(packing.files),
      ...(plopfile === undefined ? {} : { plopfile }),
      integrity: integrityOf(canonicalForm(complete, packing.files, plopfile)),
    },
  }
}

/** Returns the bytes of a layer's canonical form; see docs/layer.md. */
function canonicalForm(
  manifest: Manifest,
  files: PackedLayer,
  plopfile: string | undefined,
): Buffer {
  // The keys of an object that look like numbers would not keep their order.
  const migrations = manifest.migrations.map(({ rename, ...more }) => ({
    ...more,
    rename: Object.entries(rename).sort(([a], [b]) => (a < b ? -1 : 1)),
  }))
  // Without code, the form is the same as before there could be any.
  return Buffer.from(JSON.stringify({ manifest: { ...manifest, migrations }, files, plopfile }))
}

interface Plopfile {
  /** The source; undefined if the layer has no plopfile, or with a problem. */
  readonly plopfile?: string
  readonly problems: readonly LayerProblem[]
}

/** Returns the source of the plopfile that a layer.json names. */
function plopfileOf({ plopfile: name }: Manifest, { plopfile: bytes }: LayerContent): Plopfile {
  if (name === undefined) return { problems: [] }
  if (bytes === undefined) {
    const what = `layer.json names the plopfile ${name}, but the layer has no such file`
    return { problems: [{ what, fix: 'Put it beside layer.json.', file: 'layer.json' }] }
  }
  const plopfile = Buffer.from(bytes).toString()
  if (Buffer.from(plopfile).equals(bytes)) return { plopfile, problems: [] }
  const what = `${name}: it is not UTF-8 text`
  return { problems: [{ what, fix: 'Correct the file.', file: name }] }
}

type Json = { readonly value: unknown } | { readonly problem: LayerProblem }

function jsonIn(bytes: Uint8Array): Json {
  const text = Buffer.from(bytes).toString()
  if (!Buffer.from(text).equals(bytes)) return invalid('it is not UTF-8 text')
  const syntax = jsonSyntaxProblem(text)
  if (syntax !== undefined) return invalid(`it is not valid JSON: ${syntax}`)
  const value = parseJson(text)
  return value === undefined ? invalid('it is nested too deeply') : { value }
}

function invalid(why: string): Json {
  return { problem: { what: `layer.json: ${why}`, fix: 'Correct the file.', file: 'layer.json' } }
}
