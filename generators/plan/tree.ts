/** How git stores a file: regular or executable. */
export type Mode = '100644' | '100755'

/** The bytes of a file and its mode. */
export interface File {
  readonly content: Uint8Array
  readonly mode: Mode
}

/**
 * Who owns a file once it is written: `managed` (the template, so that a difference is drift),
 * `shared` (both), `seeded` (the developer, so that it is written once), `generated` (only the
 * tool).
 */
export type Owner = 'managed' | 'shared' | 'seeded' | 'generated'

/**
 * How a file merges with an existing one; most files don't merge, so that a difference is a
 * conflict.
 */
export type Merging = 'block' | 'append' | 'go.mod' | 'go.sum'

/** One file of a tree. */
export interface TreeFile extends File {
  readonly owner: Owner
  /** The name of the layer that it comes from. */
  readonly layer: string
  readonly merging?: Merging
  /** The path in the template, if the user has moved the file. */
  readonly from?: string
}

/** What a generator produces: repository path (POSIX, relative) → file, sorted by path. */
export type Tree = ReadonlyMap<string, TreeFile>

/** Returns entries sorted by path, by code unit, so that the order doesn't depend on the locale. */
export function sortByPath<T>(entries: Iterable<readonly [string, T]>): ReadonlyMap<string, T> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** Returns whether two files have the same bytes and the same mode. */
export function sameFile(a: File, b: File): boolean {
  return a.mode === b.mode && Buffer.compare(a.content, b.content) === 0
}

/** Returns a file as text; undefined when it is not UTF-8. */
export function utf8In(file: File): string | undefined {
  const text = textIn(file)
  return Buffer.from(text).equals(file.content) ? text : undefined
}

/** Returns a file's bytes as text. */
export function textIn(file: File): string {
  return bufferOf(file).toString()
}

/** Returns a file's bytes as a buffer, without copying them. */
export function bufferOf({ content }: File): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}
