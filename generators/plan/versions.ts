/**
 * Compares two versions of a module (v1.2.3-rc.1) or of Go (1.26, 1.26rc1, 1.26.0) by the rules of
 * https://semver.org; a missing number sorts before 0, as in Go. Returns a negative number if `a`
 * is older.
 */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [partsOf(a), partsOf(b)]
  return compareLists(x.numbers, y.numbers) || comparePrereleases(x.prerelease, y.prerelease)
}

/** Returns whether a version is older than another. */
export function isOlder(version: string, than: string): boolean {
  return compareVersions(version, than) < 0
}

function partsOf(version: string) {
  const [, numbers = '', prerelease] =
    /^v?(\d+(?:\.\d+)*)(?:-?([0-9A-Za-z.-]+))?/.exec(version) ?? []
  return { numbers: numbers.split('.'), prerelease: prerelease?.split('.') }
}

type Identifiers = readonly string[] | undefined

function comparePrereleases(a: Identifiers, b: Identifiers): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return compareLists(a, b)
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const order = compareIdentifiers(a[index] ?? '', b[index] ?? '')
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Numbers sort before words. */
function compareIdentifiers(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => /^\d+$/.test(text))
  if (x && y) return Number(a) - Number(b)
  if (x !== y) return x ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
