import type { LayerFile } from '../layers/files.ts'
import { UnavailableError } from '../unavailable.ts'
import { maximumBytes, maximumFileBytes, maximumFiles } from './limits.ts'
import { plopfileIn } from './read-code.ts'
import type { LayerContent } from './read-layer.ts'

/** What an archive or a commit has at a path; anything other than a file is `undefined`. */
export type Entries = ReadonlyMap<string, LayerFile | undefined>

/**
 * Picks the content of a layer from everything that a package or a commit contains.
 * @param source what it is, for messages
 * @throws UnavailableError when it has no layer, more than a layer may have, or anything other than
 * files in it
 */
export function layerContent(entries: Entries, source: string): LayerContent {
  const manifest = entries.get('layer.json')
  if (manifest === undefined) throw unusable(source, 'it has no layer.json')
  const files = [...entries].flatMap(([path, file]) => {
    if (!path.startsWith('files/')) return []
    if (file === undefined) throw unusable(source, `${path} is not a regular file`)
    return [[path.slice('files/'.length), file] as const]
  })
  const name = plopfileIn(manifest.bytes)
  const plopfile = name === undefined ? undefined : entries.get(name)
  if (name !== undefined && entries.has(name) && plopfile === undefined)
    throw unusable(source, `${name} is not a regular file`)
  const all = [manifest, ...(plopfile === undefined ? [] : [plopfile]), ...files.map(([, f]) => f)]
  const sizes = all.map(({ bytes }) => bytes.length)
  if (sizes.some((size) => size > maximumFileBytes))
    throw unusable(source, 'a file has more than 1 MB')
  if (files.length > maximumFiles) throw unusable(source, `it has more than ${maximumFiles} files`)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total > maximumBytes) throw unusable(source, 'it has more than 16 MB')
  return {
    manifest: manifest.bytes,
    files: new Map(files),
    ...(plopfile === undefined ? {} : { plopfile: plopfile.bytes }),
  }
}

function unusable(source: string, why: string): UnavailableError {
  const fix = 'Use a source whose root is a layer: layer.json and a folder files/.'
  return new UnavailableError([{ what: `cannot use ${source} as a layer: ${why}`, fix }])
}
