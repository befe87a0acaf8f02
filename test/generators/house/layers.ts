import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { extendTable } from '../../../generators/house/extend-table.ts'
import { knownIn } from '../../../generators/house/known.ts'
import { readHouseFolder } from '../../../generators/house/read-folder.ts'
import type { LayerReading } from '../../../generators/house/read-layer.ts'
import { options } from '../../../generators/questions/options.ts'

/** The smallest content of a layer.json. */
export const smallest = { name: 'company', version: '1.0.0' }

/** Writes a layer: its layer.json, and the files in its `files/`. */
export function putLayer(
  folder: string,
  manifest: unknown,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): void {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  writeFileSync(join(folder, 'layer.json'), text)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'files', path)), { recursive: true })
    writeFileSync(join(folder, 'files', path), content)
  }
}

/** Reads a layer that is used over the built-in table. */
export function readOver(folder: string): LayerReading {
  return readHouseFolder(folder, (manifest) => knownIn(extendTable(options, [manifest]).table))
}

/** Returns what is wrong with a layer. */
export function wrongIn(reading: LayerReading): readonly string[] {
  return 'problems' in reading ? reading.problems.map(({ what }) => what) : []
}

/** Returns a layer that has no problems. */
export function layerIn(reading: LayerReading) {
  if ('problems' in reading) throw new Error(wrongIn(reading).join('\n'))
  return reading.layer
}
