import { jsonText, parseJson } from '../json.ts'
import { PatchError, patched } from './patch.ts'

/** A text with a patch applied, or why that is not possible. */
export type Patched = { readonly text: string } | { readonly problem: string }

/** Returns a JSON file with a patch applied, indented by two spaces. */
export function mergeJson(below: string, patch: string): Patched {
  const [value, change] = [below, patch].map(parseJson)
  if (value === undefined) return { problem: 'the file below is not JSON' }
  if (change === undefined) return { problem: 'it is not JSON' }
  return tried(() => jsonText(patched(value, change)))
}

/** Returns the text of a merge, or why the patch doesn't fit. */
export function tried(merge: () => string): Patched {
  try {
    return { text: merge() }
  } catch (error) {
    if (error instanceof PatchError) return { problem: error.message }
    throw error
  }
}
