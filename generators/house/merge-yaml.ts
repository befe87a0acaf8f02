import { type Document, isMap, isSeq, parseAllDocuments, parseDocument, type YAMLMap } from 'yaml'
import { isObject } from '../json.ts'
import { type Patched, tried } from './merge-json.ts'
import { additions, isListPatch, notAList, patched } from './patch.ts'

/** Returns a YAML file with a patch applied; comments and the order of keys are kept. */
export function mergeYaml(below: string, patch: string): Patched {
  const document = parseDocument(below)
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
    patchMap(document, contents, value)
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

function patchMap(
  document: Document.Parsed,
  map: YAMLMap,
  patch: Readonly<Record<string, unknown>>,
): void {
  for (const [key, part] of Object.entries(patch)) {
    const there: unknown = map.get(key, true)
    if (part === null) map.delete(key)
    else if (isObject(part) && isListPatch(part) && there !== undefined && !isSeq(there)) {
      throw notAList()
    } else if (isObject(part) && isListPatch(part) && isSeq(there)) {
      const list: unknown = there.toJS(document)
      const { before, after } = additions(Array.isArray(list) ? list : [], part)
      // The items between them keep their comments.
      there.items.unshift(...before.map((item) => document.createNode(item)))
      there.items.push(...after.map((item) => document.createNode(item)))
    } else if (isObject(part) && isMap(there)) patchMap(document, there, part)
    else map.set(key, document.createNode(patched(undefined, part)))
  }
}
