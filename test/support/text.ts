import { type File, type Tree, textIn } from '../../generators/plan/tree.ts'

/** Returns a tree's files as text. */
export function textsOf(tree: Tree): readonly (readonly [path: string, text: string])[] {
  return [...tree].map(([path, file]) => [path, textIn(file)])
}

/** Returns the text of one file in a tree. @throws Error when the tree doesn't contain it */
export function textOf(tree: ReadonlyMap<string, File>, path: string): string {
  const file = tree.get(path)
  if (file === undefined) throw new Error(`no ${path} in the tree`)
  return textIn(file)
}
