import { readLayerFiles } from './files.ts'
import { packFile } from './pack-file.ts'
import { type PackedLayer, repositoryPath, templateSuffix } from './packed.ts'
import { TemplateError } from './render.ts'

/**
 * Reads a folder of templates and compiles them. Returns the layer in its canonical form, whose
 * bytes are the same on every machine.
 * @param known the variables that a template may use
 * @throws TemplateError for a template with unsupported syntax or not in UTF-8, for two files with
 * the same repository path, and for anything that is not a file
 */
export function packLayer(folder: string, known: ReadonlySet<string>): PackedLayer {
  const files = readLayerFiles(folder)
  for (const path of files.keys()) {
    if (files.has(`${path}${templateSuffix}`)) {
      throw new TemplateError(
        `templates ${path} and ${path}${templateSuffix}: both are ${repositoryPath(path)}`,
      )
    }
  }
  return [...files].map(([path, file]) => [path, packFile(path, file, known)] as const)
}
