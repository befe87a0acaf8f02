import { fileURLToPath } from 'node:url'
import { dockerizeLayers, dockerizeVariables } from '../dockerize/variables.ts'
import { options } from '../questions/options.ts'
import { variableNames } from './context.ts'
import { allLayerNames } from './layers.ts'
import { packLayer } from './pack.ts'
import {
  type BuiltIn,
  canonicalBytes,
  integrityOf,
  unpackTemplates,
  type Versions,
} from './packed.ts'
import { serviceVersions, versions } from './versions.ts'

/**
 * Returns the built-in templates, read from `templates/` and compiled. The published package uses
 * shipped.ts instead, which reads the output of `packTemplates` from build time.
 */
export function builtIn(): BuiltIn {
  return unpacked(packTemplates())
}

/** Returns the templates of `dockerize`, which are separate so that a create does not read them. */
export function builtInDockerize(): BuiltIn {
  return unpacked(packDockerizeTemplates())
}

function unpacked(bytes: Buffer): BuiltIn {
  return { ...unpackTemplates(bytes), integrity: integrityOf(bytes) }
}

/**
 * Returns the bytes of the built-in templates in their canonical form.
 * @throws TemplateError for a template with unsupported syntax
 */
export function packTemplates(): Buffer {
  return packFolders(allLayerNames(options), variableNames(options), versions)
}

/**
 * Returns the bytes of the templates of `dockerize` in their canonical form.
 * @throws TemplateError for a template with unsupported syntax
 */
export function packDockerizeTemplates(): Buffer {
  const all = { ...versions, ...serviceVersions }
  return packFolders(dockerizeLayers, new Set(dockerizeVariables), all)
}

function packFolders(
  names: Iterable<string>,
  known: ReadonlySet<string>,
  versions: Versions,
): Buffer {
  const folder = fileURLToPath(new URL('../../templates', import.meta.url))
  const layers = [...names]
    .sort()
    .map((name) => [name, packLayer(`${folder}/${name}`, known)] as const)
  return canonicalBytes({
    layers: Object.fromEntries(layers),
    versions: Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1))),
  })
}
