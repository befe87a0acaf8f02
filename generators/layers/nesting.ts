/** More than any template of the language has, and little enough to parse at once. */
const maximum = 100

/**
 * Returns whether a template nests blocks, `{{else}}` tags or parentheses so often that Handlebars,
 * whose time grows with the square of the depth, must not parse it.
 */
export function isNestedTooDeeply(source: string): boolean {
  let depth = 0
  for (const [, kind] of source.matchAll(/\{\{\{*~?([#^/])/g)) {
    depth = kind === '/' ? Math.max(0, depth - 1) : depth + 1
    if (depth > maximum) return true
  }
  const chained = source.match(/\{\{~?\s*else\s+[^\s}~]/g) ?? []
  if (chained.length > maximum) return true
  return (source.match(/\{\{(?!~?!)[^}]*/g) ?? []).some(
    (tag) => tag.split('(').length - 1 > maximum,
  )
}
