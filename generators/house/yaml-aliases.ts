import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml'
import { type Aliases, aliasesOf } from '../yaml-anchors.ts'
import { PatchError } from './patch.ts'

/** @throws PatchError when an alias doesn't stand for the same node as before */
export function refuseLostAnchors(before: Aliases, document: Document.Parsed): void {
  for (const [alias, node] of aliasesOf(document)) {
    const known = before.get(alias) ?? node
    if (node !== undefined && node === known) continue
    throw new PatchError(`it removes &${alias.source}, but the file below uses *${alias.source}`)
  }
}

/** Returns what an alias stands for, and any other node as it is. */
export function resolved(
  node: unknown,
  aliases: Aliases,
  document: Document.Parsed,
): Node | undefined {
  let at = node
  // A copy of a node has aliases of its own.
  for (let depth = 0; isAlias(at) && depth < 100; depth += 1) {
    at = aliases.get(at) ?? at.resolve(document)
  }
  return isMap(at) || isSeq(at) || isScalar(at) ? at : undefined
}

/** Returns a copy of a node without anchors, which belong to the original. */
export function copyOf(node: Node): Node {
  const copy: unknown = node.clone()
  if (!isNode(copy)) throw new Error('a copy of a node is none')
  visit(copy, {
    Node(_, part) {
      if (!isAlias(part)) delete part.anchor
    },
  })
  return copy
}

/** Returns the pair of a key, whatever its type. */
export function pairOf({ items }: YAMLMap, key: string): Pair | undefined {
  return items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)
}

/** The key that merges other mappings into its own. */
export const mergeKey = '<<'

/** Returns the node that a mapping gets from another one by its merge key; undefined if it has none. */
export function inherited(
  map: YAMLMap,
  key: string,
  aliases: Aliases,
  document: Document.Parsed,
  seen: ReadonlySet<YAMLMap> = new Set(),
): Node | undefined {
  if (seen.has(map)) return undefined
  const merged = resolved(pairOf(map, mergeKey)?.value, aliases, document)
  const sources = isSeq(merged) ? merged.items : [merged]
  for (const source of sources) {
    const from = resolved(source, aliases, document)
    if (!isMap(from)) continue
    const found =
      resolved(pairOf(from, key)?.value, aliases, document) ??
      inherited(from, key, aliases, document, new Set([...seen, map]))
    if (found !== undefined) return found
  }
  return undefined
}
