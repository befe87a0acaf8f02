import { type File, textIn } from '../generators/plan/tree.ts'
import { type Files, readTree } from './folder.ts'

/** A difference between a folder and a tree. */
export interface Difference {
  readonly path: string
  readonly kind: 'missing' | 'extra' | 'content' | 'mode'
  /** What differs, as text for a person. */
  readonly message: string
}

/**
 * Compares a folder with the tree that it should contain. Returns every difference, sorted by path.
 */
export function compareWithFolder(tree: Files, folder: string): readonly Difference[] {
  return differences(tree, readTree(folder))
}

/** Compares files with the expected ones. Returns every difference, sorted by path. */
function differences(expected: Files, actual: Files): readonly Difference[] {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort()
  return paths.flatMap((path) => differencesAt(path, expected.get(path), actual.get(path)))
}

function differencesAt(
  path: string,
  expected: File | undefined,
  actual: File | undefined,
): readonly Difference[] {
  if (actual === undefined) {
    return [{ path, kind: 'missing', message: `${path} is missing` }]
  }
  if (expected === undefined)
    return [{ path, kind: 'extra', message: `${path} is not in the tree` }]
  const mode: Difference = {
    path,
    kind: 'mode',
    message: `${path} has the mode ${actual.mode}, not ${expected.mode}`,
  }
  const content: Difference = {
    path,
    kind: 'content',
    message: `${path} ${contrast(expected, actual)}`,
  }
  return [
    ...(Buffer.compare(expected.content, actual.content) === 0 ? [] : [content]),
    ...(expected.mode === actual.mode ? [] : [mode]),
  ]
}

/** Returns where two contents first differ: the line if both are text, otherwise the byte. */
function contrast(expected: File, actual: File): string {
  if (!isText(expected) || !isText(actual)) {
    return `differs from byte ${firstDifference(expected.content, actual.content)} on`
  }
  const [wanted, found] = [linesOf(expected), linesOf(actual)]
  const line = firstDifference(wanted, found)
  return `differs in line ${line + 1}: ${told(found[line])}, not ${told(wanted[line])}`
}

/** Returns the first index at which two lists differ. */
function firstDifference(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

function isText(file: File): boolean {
  return Buffer.compare(Buffer.from(textIn(file)), file.content) === 0
}

function linesOf(file: File): readonly string[] {
  return textIn(file).split('\n')
}

function told(line: string | undefined): string {
  return line === undefined ? 'the end of the file' : JSON.stringify(line)
}
