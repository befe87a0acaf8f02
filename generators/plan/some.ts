/** Returns paths as words in a sentence: the first, and how many others there are. */
export function some(paths: readonly string[]): string {
  const [first = '', second] = paths
  if (second === undefined) return first
  return paths.length === 2
    ? `${first} and ${second}`
    : `${first} and ${paths.length - 1} more files`
}

/** Returns a number of files in words: `1 file`, `2 files`. */
export function fileCount(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}
