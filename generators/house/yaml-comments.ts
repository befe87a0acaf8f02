import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  visit,
} from 'yaml'

/**
 * Moves the comments of a document to the keys and items that they stand above. The parser puts one
 * above the first key into the mapping, and one after a nested mapping into that, where neither would
 * stay or go with its key.
 * @param source the text of the document
 */
export function attachComments(document: Document.Parsed, source: string): void {
  visit(document, {
    Seq(_, list, path) {
      if (!list.flow && isPair(path.at(-1))) moveDown(list, list.items[0])
    },
    Map(_, map, path) {
      if (map.flow) return
      // Above a mapping in a list, it is the comment of the item.
      if (isPair(path.at(-1))) moveDown(map, map.items[0]?.key)
      for (const [index, { key }] of map.items.entries()) {
        const above = map.items[index - 1]?.value
        if (isScalar(key) && isCollection(above)) moveUp(above, key, source)
      }
    },
  })
}

/** Moves a comment from the top of a collection to its first key or item. */
function moveDown(collection: Node, first: unknown): void {
  if (!isNode(first) || collection.commentBefore == null) return
  const comments = [collection.commentBefore, first.commentBefore ?? '']
  first.commentBefore = comments.filter(Boolean).join('\n')
  collection.commentBefore = null
}

/** Moves the comment directly above a key out of the collection before it. */
function moveUp(above: Node, key: Node, source: string): void {
  const { lines, isApart } = commentAbove(source, key.range?.[0] ?? 0)
  const own = lines.join('\n')
  if (own === '') return
  for (let at: unknown = above; isCollection(at); at = lastOf(at)) {
    const comment = at.comment ?? ''
    if (comment !== own && !comment.endsWith(`\n${own}`)) continue
    at.comment = comment.slice(0, -own.length).trimEnd() || null
    key.commentBefore = own
    key.spaceBefore = isApart
    return
  }
}

function lastOf(collection: Node): unknown {
  if (!isCollection(collection)) return undefined
  const last = collection.items.at(-1)
  return isMap(collection) ? collection.items.at(-1)?.value : last
}

/**
 * Returns the lines of the comment directly above a position, in the same column and without their
 * signs, and whether an empty line is above them.
 */
function commentAbove(source: string, position: number) {
  const start = source.lastIndexOf('\n', position - 1) + 1
  const indent = source.slice(start, position)
  const above = source.slice(0, start).split(/\r?\n/).slice(0, -1)
  const isComment = (line: string) => line.startsWith(`${indent}#`)
  const first = above.findLastIndex((line) => !isComment(line)) + 1
  const lines = above.slice(first).map((line) => line.slice(indent.length + 1))
  return { lines, isApart: above[first - 1]?.trim() === '' }
}
