import { type Alias, type Document, isAlias, type Node, visit } from 'yaml'

/** The aliases of a document, and the node that each stands for. */
export type Aliases = ReadonlyMap<Alias, Node | undefined>

/**
 * Returns the aliases of a document, as YAML resolves them: to the last anchor above them. The library
 * walks the whole document for each.
 */
export function aliasesOf(document: Document): Aliases {
  const anchors = new Map<string, Node>()
  const aliases = new Map<Alias, Node | undefined>()
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) aliases.set(node, anchors.get(node.source))
      else if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return aliases
}
