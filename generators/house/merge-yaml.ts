import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { isObject } from '../json.ts'
import { type Aliases, aliasesOf } from '../yaml-anchors.ts'
import { type Patched, tried } from './merge-json.ts'
import { additions, isListPatch, notAList, PatchError, patched } from './patch.ts'
import { copyOf, inherited, mergeKey, pairOf, refuseLostAnchors, resolved } from './yaml-aliases.ts'
import { attachComments } from './yaml-comments.ts'

/**
 * Returns a YAML file with a patch applied; comments and the order of keys are kept. Where a patch
 * changes a part of what an alias or a merge key brings, that is copied first, so that nothing else
 * changes and nothing is lost.
 */
export function mergeYaml(below: string, patch: string): Patched {
  const document = parseDocument(below, { intAsBigInt: true })
  const change = parseDocument(patch)
  const [wrong] = document.errors
  if (wrong !== undefined || parseAllDocuments(below).length > 1) {
    return { problem: `the file below is not a single YAML document` }
  }
  const [odd] = change.errors
  if (odd !== undefined) return { problem: `it is not YAML: ${odd.message.split('\n')[0]}` }
  const value = withoutAliases(change)
  if (!isObject(value) || !isMap(document.contents))
    return { problem: 'it is not a mapping without aliases' }
  const { contents } = document
  return tried(() => {
    attachComments(document, below)
    const aliases = aliasesOf(document)
    patchMap({ document, aliases }, contents, value)
    refuseLostAnchors(aliases, document)
    return document.toString({ lineWidth: 0, flowCollectionPadding: false })
  })
}

/** Returns the value of a patch; undefined if it has aliases, which could make it huge. */
function withoutAliases(change: Document.Parsed): unknown {
  try {
    return change.toJS({ maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

/** The document that is patched, and its aliases as they were before. */
interface Place {
  readonly document: Document.Parsed
  readonly aliases: Aliases
}

function patchMap(place: Place, map: YAMLMap, patch: Readonly<Record<string, unknown>>): void {
  for (const [key, part] of Object.entries(patch)) {
    if (key === mergeKey && pairOf(map, mergeKey) !== undefined) {
      throw new PatchError(`it changes ${mergeKey}: use the keys that it merges instead`)
    }
    if (part === null) remove(place, map, key)
    else if (isObject(part)) patchKey(place, map, key, part)
    else put(place, map, key, part)
  }
}

function remove({ document, aliases }: Place, map: YAMLMap, key: string): void {
  if (inherited(map, key, aliases, document) !== undefined) {
    throw new PatchError(`it removes ${key}, which ${mergeKey} merges into the file below`)
  }
  const pair = pairOf(map, key)
  if (pair !== undefined) map.items.splice(map.items.indexOf(pair), 1)
}

/** Patches the value of a key, with a mapping or with additions to a list. */
function patchKey(
  place: Place,
  map: YAMLMap,
  key: string,
  part: Readonly<Record<string, unknown>>,
): void {
  const there = ownNode(place, map, key)
  if (isListPatch(part)) {
    if (isSeq(there)) extend(place, there, part)
    else if (there === undefined) put(place, map, key, part)
    else throw notAList()
  } else if (isMap(there)) patchMap(place, there, part)
  else put(place, map, key, part)
}

/** Returns the value of a key, after copying it there if it came from an alias or a merge key. */
function ownNode({ document, aliases }: Place, map: YAMLMap, key: string): Node | undefined {
  const pair = pairOf(map, key)
  const found = resolved(pair?.value, aliases, document)
  if (found !== undefined && !isAlias(pair?.value)) return found
  const source = found ?? inherited(map, key, aliases, document)
  if (source === undefined) return undefined
  const copy = copyOf(source)
  if (pair === undefined) map.set(key, copy)
  else pair.value = copy
  return copy
}

/** Adds to the ends of a list; the items between them keep their comments. */
function extend({ document }: Place, list: YAMLSeq, part: Readonly<Record<string, unknown>>): void {
  const { before, after } = additions(valuesOf(list, document), part)
  list.items.unshift(...before.map((item) => document.createNode(item)))
  list.items.push(...after.map((item) => document.createNode(item)))
}

function valuesOf(list: YAMLSeq, document: Document.Parsed): readonly unknown[] {
  try {
    const values: unknown = list.toJS(document)
    return Array.isArray(values) ? values : []
  } catch {
    throw new PatchError('it adds to a list whose aliases can not be resolved')
  }
}

/** Puts a value at a key. What stood there leaves its comment. */
function put({ document }: Place, map: YAMLMap, key: string, part: unknown): void {
  const pair = pairOf(map, key)
  const value = document.createNode(patched(undefined, part))
  const old = pair?.value
  if (pair === undefined) map.set(key, value)
  else pair.value = value
  if (!isScalar(old) && !isAlias(old)) return
  const comment = old.comment ?? null
  if (isCollection(value) && !value.flow) value.commentBefore = comment
  else value.comment = comment
}
