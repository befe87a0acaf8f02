import type { TreeFile } from '../../generators/plan/tree.ts'
import { type RenderedTree, renderedTree } from '../../testing/rendered-tree.ts'
import { treeFile } from '../tree-file.ts'

/** Returns a tree with some files: path → text, bytes or file. */
export function treeOf(
  files: Readonly<Record<string, string | Uint8Array | TreeFile>>,
): RenderedTree {
  const entries = Object.entries(files).map(([path, file]) => {
    const given = typeof file === 'string' ? treeFile(file) : file
    return [
      path,
      given instanceof Uint8Array ? { ...treeFile(''), content: given } : given,
    ] as const
  })
  return renderedTree(
    { name: 'svc', module: 'svc' },
    (normalisers) =>
      new Map(
        entries.map(([path, file]) => {
          const text = Buffer.from(file.content).toString()
          const after = normalisers.reduce((now, { text }) => text?.(now, path) ?? now, text)
          return [path, after === text ? file : { ...file, content: Buffer.from(after) }]
        }),
      ),
  )
}
