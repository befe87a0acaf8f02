import { join } from 'node:path'
import { tryTo } from '../../generators/disk/disk-error.ts'
import { readPlain } from '../../generators/disk/read.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import { problemFindings } from '../../generators/house/lint.ts'
import { packFindings } from '../../generators/house/pack-check.ts'
import { readContent } from '../../generators/house/read-folder.ts'
import { isObject, parseJson } from '../../generators/json.ts'
import type { Io } from '../io.ts'
import { packedFolder } from './package-files.ts'

/**
 * Packs the layer in a folder as npm would publish it, and compares it with the folder. Returns a
 * finding for each difference: without errors, the package renders the same trees as the folder.
 * @throws UnavailableError when npm can't be run, or fails
 */
export async function checkPack(
  folder: string,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<readonly Finding[]> {
  const content = readContent(folder)
  if ('problems' in content) return problemFindings(content.problems)
  const json = jsonOf(() => readPlain(join(folder, 'package.json')))
  if (typeof json?.name !== 'string' || typeof json.version !== 'string') {
    const what = 'package.json has no name and version, so npm cannot pack the layer'
    const fix = 'Run npm init, or write a package.json with the name and version of the layer.'
    return problemFindings([{ what, fix, file: 'package.json' }])
  }
  const layer = jsonOf(() => content.manifest)
  const differs = layer?.version !== undefined && layer.version !== json.version
  const versions = differs
    ? [
        warning(
          'pack/version',
          'package.json',
          `package.json has the version ${json.version}, but layer.json has ${String(layer.version)}`,
          'Set both to the same version.',
        ),
      ]
    : []
  return [...packFindings(content, await packedFolder(folder, io)), ...versions]
}

/** Returns the JSON object in some bytes; undefined if there is none. */
function jsonOf(read: () => Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const bytes = tryTo(read)
  const value = bytes === undefined ? undefined : parseJson(Buffer.from(bytes).toString())
  return isObject(value) ? value : undefined
}
