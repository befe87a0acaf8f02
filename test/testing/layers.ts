import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Writes a house layer; returns its folder. The files are of `files/`, by path. */
export function layerIn(
  folder: string,
  manifest: object,
  files: Readonly<Record<string, string>>,
): string {
  const all = {
    'layer.json': JSON.stringify({ name: 'house', version: '1.0.0', ...manifest }),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`files/${path}`, text])),
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
