import type { Finding } from '../finding.ts'
import { lintLayer, problemFindings } from './lint.ts'
import type { Product } from './product.ts'
import { readContent } from './read-folder.ts'

/**
 * Returns everything that is wrong with the layer in a folder, as errors, and what its author
 * probably did not intend, as warnings. Without errors, the layer can be used with the product.
 */
export async function lintFolder(folder: string, product: Product): Promise<readonly Finding[]> {
  const content = readContent(folder)
  if ('problems' in content) return problemFindings(content.problems)
  const [{ mergeYaml }, { mergeDockerfile }] = await Promise.all([
    import('./merge-yaml.ts'),
    import('./merge-dockerfile.ts'),
  ])
  const mergers = { 'merge-yaml': mergeYaml, 'merge-dockerfile': mergeDockerfile }
  return lintLayer(content, product, mergers)
}
