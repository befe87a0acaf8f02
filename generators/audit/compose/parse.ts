import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'
import { aliasesOf } from '../../yaml-anchors.ts'
import type { Located } from './located.ts'

/** A Compose file. */
export interface ComposeFile {
  readonly path: string
  /** Its lines as written, for findings. */
  readonly source: readonly string[]
  readonly root: Located
}

/** A file that is no Compose file, and why. */
export interface NoComposeFile {
  readonly path: string
  readonly line: number | null
  readonly why: string
}

/** The limit of values, aliases followed, so that a few lines can't stand for billions of values. */
const mostValues = 100_000

class TooMany extends Error {}

function scalarOf(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null
}

/** The limit of `!` in a file: the library takes quadratic time for tags that follow each other. */
const mostTags = 2_000

/** Parses a Compose file, or returns why it is none. Never throws, whatever the text. */
export function parseCompose(path: string, text: string): ComposeFile | NoComposeFile {
  const counter = new LineCounter()
  if (text.split('!').length > mostTags) return { path, line: null, why: 'it has too many tags' }
  try {
    // Not YAML 1.1, in which 22:22 is a number: Compose reads it as text.
    const document = parseDocument(text, { lineCounter: counter, merge: true, version: '1.2' })
    const [error] = document.errors
    if (error !== undefined) {
      const [why = 'it is not valid YAML'] = error.message.split(/ at line |\n/)
      return { path, line: counter.linePos(error.pos[0]).line, why }
    }
    const root = located(document, path, counter)
    return { path, source: text.split(/\r\n|\r|\n/), root }
  } catch (error) {
    const why =
      error instanceof TooMany ? 'its aliases stand for too many values' : 'it is nested too deeply'
    return { path, line: null, why }
  }
}

/** Returns the values of a document with their lines. Aliases share the value of their anchor. */
function located(document: Document, file: string, counter: LineCounter): Located {
  const done = new Map<Node, { readonly node: Located; readonly size: number }>()
  const open = new Set<Node>()
  const aliases = aliasesOf(document)
  const line = (node: Node) => counter.linePos(node.range?.[0] ?? 0).line
  let total = 0

  const visit = (node: Node): { readonly node: Located; readonly size: number } => {
    const known = done.get(node)
    if (known !== undefined) return known
    if (open.has(node)) throw new TooMany()
    open.add(node)
    const found = isAlias(node) ? ofAlias(aliases.get(node)) : ofNode(node)
    open.delete(node)
    done.set(node, found)
    return found
  }

  const ofAlias = (anchor: Node | undefined) =>
    anchor === undefined ? { node: { file, line: 1, value: null }, size: 1 } : visit(anchor)

  const ofNode = (node: Node): { readonly node: Located; readonly size: number } => {
    let size = 1
    const add = (one: { readonly node: Located; readonly size: number }): Located => {
      size += one.size
      total += 1
      if (size > mostValues || total > mostValues) throw new TooMany()
      return one.node
    }
    const nothing = (): Located => ({ file, line: line(node), value: null })
    if (isMap<Node, Node | null>(node)) {
      const own = new Map<string, Located>()
      const merged = new Map<string, Located>()
      for (const { key, value } of node.items) {
        // The library gives the merge key as a symbol.
        const name = isScalar(key) ? (typeof key.value === 'symbol' ? '<<' : `${key.value}`) : ''
        const item: Located = value === null ? { ...nothing(), line: line(key) } : add(visit(value))
        if (name !== '<<') {
          own.set(name, isScalar(value) || value === null ? { ...item, line: line(key) } : item)
          continue
        }
        const sources = Array.isArray(item.value) ? item.value : [item]
        for (const source of sources) {
          if (!(source.value instanceof Map)) continue
          for (const [key, each] of source.value) if (!merged.has(key)) merged.set(key, each)
        }
      }
      return { node: { file, line: line(node), value: new Map([...merged, ...own]) }, size }
    }
    if (isSeq<Node | null>(node)) {
      const items = node.items.map((item) => (item === null ? nothing() : add(visit(item))))
      return { node: { file, line: line(node), value: items }, size }
    }
    return {
      node: { file, line: line(node), value: isScalar(node) ? scalarOf(node.value) : null },
      size,
    }
  }

  const { contents } = document
  return contents === null ? { file, line: 1, value: null } : visit(contents).node
}
