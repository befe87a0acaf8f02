import { builtInLayer } from '../../generators/layers/layers.ts'
import { integrityOf } from '../../generators/layers/packed.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'
import { packageName, packageVersion } from '../package.ts'
import { type Cache, publishedFiles } from './package-files.ts'

/** The templates in a published package. */
const templatesPath = 'dist/templates.json'

/**
 * Fetches the built-in templates that a lock names from the package of that version, of which no
 * code runs.
 * @returns their bytes; undefined if npm can't fetch it, or its templates are not those of the lock
 */
export async function publishedTemplates(
  { layers }: Pick<Lock, 'layers'>,
  cache: Cache,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<Buffer | undefined> {
  const layer = layers.find(({ name }) => name === builtInLayer)
  // The version is given to npm, for which anything else could be a range, a tag or a URL.
  if (layer === undefined || !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(layer.version)) return undefined
  // The package that runs has these.
  if (layer.version === packageVersion) return undefined
  const bytes = await templatesIn(`${packageName}@${layer.version}`, cache, io)
  return bytes !== undefined && integrityOf(bytes) === layer.integrity ? bytes : undefined
}

async function templatesIn(
  spec: string,
  cache: Cache,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<Buffer | undefined> {
  try {
    return (await publishedFiles(spec, cache, io)).get(templatesPath)?.bytes
  } catch (error) {
    if (error instanceof UnavailableError) return undefined
    throw error
  }
}
