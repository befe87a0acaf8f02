/** How git stores a file: a plain one or an executable one. */
export type Mode = '100644' | '100755'

/** The bytes of a file and its mode. */
export interface File {
  readonly content: Uint8Array
  readonly mode: Mode
}

/**
 * Who has the say over a file once it is written: `managed` (the template: a difference is drift), `shared` (both),
 * `seeded` (the developer: written once), `generated` (the tool alone).
 */
export type Owner = 'managed' | 'shared' | 'seeded' | 'generated'

/** How a file goes together with one that stands there already; most don't, and are a conflict. */
export type Merging = 'block' | 'append' | 'go.mod' | 'go.sum'

/** One file of a tree. */
export interface TreeFile extends File {
  readonly owner: Owner
  /** The name of the layer that it comes from. */
  readonly layer: string
  readonly merging?: Merging
}

/** What a generator makes: repository path (POSIX, relative) → file, in the order of the paths. */
export type Tree = ReadonlyMap<string, TreeFile>

/** Returns entries sorted by path, by code unit, so that no locale decides an order. */
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
export function textIn({ content }: File): string {
  return Buffer.from(content).toString()
}
