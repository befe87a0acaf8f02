import type { Mode, TreeFile } from '../generators/plan/tree.ts'

/** Returns a managed file of the built-in layer, except for what `more` replaces. */
export function treeFile(
  content: string,
  mode: Mode = '100644',
  more: Partial<TreeFile> = {},
): TreeFile {
  return {
    content: Buffer.from(content),
    mode,
    owner: 'managed',
    layer: 'create-go-docker',
    ...more,
  }
}
