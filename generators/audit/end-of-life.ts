/** The day on which these facts were last compared with their sources. */
export const factsDate = '2026-11-28'

/** When a version ends. */
export interface EndOfLife {
  /** The product and its version. */
  readonly what: string
  /** The last day on which it gets fixes, as YYYY-MM-DD. */
  readonly day: string
  /** What to use instead. */
  readonly next: string
  /** Whether it ended even earlier: the table starts with a later version. */
  readonly isOlder: boolean
}

/** Days of end of life, from endoflife.date and the projects' own pages. */
const ends = {
  go: new Map([
    ['1.16', '2022-03-15'],
    ['1.17', '2022-08-02'],
    ['1.18', '2023-02-01'],
    ['1.19', '2023-08-08'],
    ['1.20', '2024-02-06'],
    ['1.21', '2024-08-13'],
    ['1.22', '2025-02-11'],
    ['1.23', '2025-08-12'],
    ['1.24', '2026-02-10'],
    ['1.25', '2026-08-19'],
  ]),
  alpine: new Map([
    ['3.12', '2022-05-01'],
    ['3.13', '2022-11-01'],
    ['3.14', '2023-05-01'],
    ['3.15', '2023-11-01'],
    ['3.16', '2024-05-23'],
    ['3.17', '2024-11-22'],
    ['3.18', '2025-05-09'],
    ['3.19', '2025-11-01'],
    ['3.20', '2026-04-01'],
    ['3.21', '2026-11-01'],
    ['3.22', '2027-05-01'],
    ['3.23', '2027-11-01'],
    ['3.24', '2028-06-01'],
  ]),
  // The end of full support; distroless and the official images follow it.
  debian: new Map([
    ['8', '2018-06-17'],
    ['9', '2020-07-18'],
    ['10', '2022-09-10'],
    ['11', '2024-08-14'],
    ['12', '2026-07-11'],
  ]),
  // As the project's SUPPORT_POLICY.md says: a month without a day.
  distroless: new Map([
    ['9', '2021-07-01'],
    ['10', '2023-07-01'],
    ['11', '2024-11-01'],
    ['12', '2026-09-30'],
  ]),
  ubuntu: new Map([
    ['16.04', '2021-04-30'],
    ['18.04', '2023-05-31'],
    ['20.04', '2025-05-31'],
    ['22.04', '2027-04-30'],
    ['24.04', '2029-04-30'],
  ]),
} as const satisfies Readonly<Record<string, ReadonlyMap<string, string>>>

const debianNames: ReadonlyMap<string, string> = new Map([
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
])

const productNames = {
  go: 'Go',
  alpine: 'Alpine',
  debian: 'Debian',
  distroless: 'distroless for Debian',
  ubuntu: 'Ubuntu',
} as const

/** Returns when a version ends, if that is known; those before the oldest in the table ended with it. */
export function endOf(
  product: keyof typeof productNames,
  version: string | undefined,
  next: string,
): EndOfLife | undefined {
  return endIn({ name: productNames[product], ends: ends[product], next }, version)
}

/** A product, and when its versions end. */
export interface Product {
  readonly name: string
  /** A version → the last day on which it gets fixes; the oldest version is the first. */
  readonly ends: ReadonlyMap<string, string>
  /** What to use instead of a version that ended. */
  readonly next: string
}

/** Returns when a version of a product ends, if that is known. */
export function endIn(
  { name, ends, next }: Product,
  version: string | undefined,
): EndOfLife | undefined {
  if (version === undefined) return undefined
  const day = ends.get(version)
  const [oldest] = ends
  const what = `${name} ${version}`
  if (day !== undefined) return { what, day, next, isOlder: false }
  return oldest !== undefined && isBefore(version, oldest[0])
    ? { what, day: oldest[1], next, isOlder: true }
    : undefined
}

/** Returns whether a version is before another; "1" is the newest of its kind, and not before 1.2. */
function isBefore(version: string, other: string): boolean {
  const [a = 0, b] = version.split('.').map(Number)
  const [c = 0, d = 0] = other.split('.').map(Number)
  return a < c || (a === c && b !== undefined && b < d)
}

/** Returns the version of Debian in a tag: by number, or by its name. */
export function versionOfDebian(tag: string): string | undefined {
  const number = /^(\d+)(?:[.-]|$)/.exec(tag)?.[1]
  if (number !== undefined) return number
  return [...debianNames].find(([name]) => tag.split(/[-.]/).includes(name))?.[1]
}
