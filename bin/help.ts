/** Returns the lines of `--help`. */
export function helpLines(_version: string): readonly string[] {
  return []
}
