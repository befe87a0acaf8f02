/**
 * Returns the paths that a list names: each entry is a path, or a folder that ends with a slash.
 * @throws Error when an entry names no path, which would be a test of nothing
 */
export function selected(paths: readonly string[], names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !paths.some((path) => isNamed(path, name)))
  if (unknown.length > 0) throw new Error(`the tree has no ${unknown.join(', ')}`)
  return paths.filter((path) => names.some((name) => isNamed(path, name)))
}

function isNamed(path: string, name: string): boolean {
  return name.endsWith('/') ? path.startsWith(name) : path === name
}
