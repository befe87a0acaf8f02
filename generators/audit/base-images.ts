import { parseImage } from './image.ts'

/** The day on which these facts were last compared with their sources. */
export const factsDate = '2026-11-28'

/**
 * What is known of an image that others start from. `undefined` is "unknown", and no reason for any
 * finding.
 */
export interface BaseImage {
  /** A name for messages. */
  readonly name: string
  readonly kind: 'empty' | 'minimal' | 'system' | 'go' | 'database' | 'unknown'
  /** Whether it has `/bin/sh`. */
  readonly shell: boolean | undefined
  /** The programs of interest to a health check that it has. */
  readonly tools: ReadonlySet<string> | undefined
  readonly certificates: boolean | undefined
  readonly zones: boolean | undefined
  readonly tmp: boolean | undefined
  readonly libc: 'none' | 'glibc' | 'musl' | undefined
  readonly compiler: boolean | undefined
  /** Its user. */
  readonly user: 'root' | 'other' | undefined
  readonly windows: boolean
  /** The Go version in its tag. */
  readonly go: string | undefined
  /** The last day on which its version gets fixes, and the version's name. */
  readonly end:
    | {
        readonly what: string
        readonly day: string
        readonly next: string
        readonly isOlder: boolean
      }
    | undefined
}

const unknown: BaseImage = {
  name: 'an unknown image',
  kind: 'unknown',
  shell: undefined,
  tools: undefined,
  certificates: undefined,
  zones: undefined,
  tmp: undefined,
  libc: undefined,
  compiler: undefined,
  user: undefined,
  windows: false,
  go: undefined,
  end: undefined,
}

const busyboxTools = new Set(['sh', 'wget', 'nc', 'ash'])
const debianTools = new Set(['sh', 'bash'])

const empty: BaseImage = {
  ...unknown,
  name: 'scratch',
  kind: 'empty',
  shell: false,
  tools: new Set(),
  certificates: false,
  zones: false,
  tmp: false,
  libc: 'none',
  compiler: false,
  user: 'root',
}

const alpine: BaseImage = {
  ...unknown,
  name: 'alpine',
  kind: 'system',
  shell: true,
  tools: busyboxTools,
  certificates: true,
  zones: false,
  tmp: true,
  libc: 'musl',
  compiler: false,
  user: 'root',
}

const debian: BaseImage = {
  ...unknown,
  name: 'debian',
  kind: 'system',
  shell: true,
  tools: debianTools,
  certificates: false,
  // Debian's image has tzdata, its slim form too.
  zones: undefined,
  tmp: true,
  libc: 'glibc',
  compiler: false,
  user: 'root',
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
function endOf(
  product: keyof typeof productNames,
  version: string | undefined,
  next: string,
): BaseImage['end'] {
  if (version === undefined) return undefined
  const day = ends[product].get(version)
  const [oldest] = ends[product]
  const what = `${productNames[product]} ${version}`
  if (day !== undefined) return { what, day, next, isOlder: false }
  return oldest !== undefined && isBefore(version, oldest[0])
    ? { what, day: oldest[1], next, isOlder: true }
    : undefined
}

function isBefore(version: string, other: string): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number)
  const [c = 0, d = 0] = other.split('.').map(Number)
  return a < c || (a === c && b < d)
}

/** Returns what is known of an image; `scratch` is one too. */
export function baseImage(reference: string | undefined): BaseImage {
  if (reference === undefined) return unknown
  const { short, tag = '' } = parseImage(reference)
  const isWindows = /windows|nanoserver|servercore/i.test(reference)
  return isWindows ? { ...unknown, windows: true } : factsOf(short, tag)
}

function factsOf(short: string, tag: string): BaseImage {
  if (short === 'scratch') return empty
  if (short === 'alpine')
    return { ...alpine, end: endOf('alpine', /^v?(\d+\.\d+)/.exec(tag)?.[1], 'Alpine 3.24') }
  if (short === 'golang' || short.endsWith('/golang')) return goImage(short, tag)
  if (short === 'busybox')
    return {
      ...empty,
      name: 'busybox',
      kind: 'minimal',
      shell: true,
      tools: busyboxTools,
      tmp: true,
      libc: undefined,
    }
  if (short === 'debian') {
    const version = versionOfDebian(tag)
    return { ...debian, end: endOf('debian', version, 'Debian 13') }
  }
  if (short === 'ubuntu')
    return {
      ...debian,
      name: 'ubuntu',
      end: endOf('ubuntu', /^(\d+\.\d+)/.exec(tag)?.[1], 'Ubuntu 24.04'),
    }
  if (short.startsWith('gcr.io/distroless/'))
    return distroless(short.slice('gcr.io/distroless/'.length), tag)
  if (/^cgr\.dev\/chainguard(?:-private)?\/static$/.test(short)) {
    return {
      ...empty,
      name: 'chainguard/static',
      kind: 'minimal',
      certificates: true,
      zones: true,
      tmp: true,
      user: 'other',
    }
  }
  if (/^cgr\.dev\/chainguard(?:-private)?\//.test(short))
    return { ...unknown, name: 'a Chainguard image' }
  if (short === 'postgres')
    return { ...unknown, name: 'postgres', kind: 'database', shell: true, end: undefined }
  return unknown
}

function versionOfDebian(tag: string): string | undefined {
  const number = /^(\d+)(?:[.-]|$)/.exec(tag)?.[1]
  if (number !== undefined) return number
  return [...debianNames].find(([name]) => tag.split(/[-.]/).includes(name))?.[1]
}

function goImage(short: string, tag: string): BaseImage {
  const go = /^(\d+\.\d+(?:\.\d+)?)(?:[a-z]|-|$)/.exec(tag)?.[1]
  const isAlpine = /(?:^|-)alpine/.test(tag)
  const minor = /^\d+\.\d+/.exec(go ?? '')?.[0]
  const common = {
    kind: 'go',
    name: short,
    go,
    certificates: true,
    end: endOf('go', minor, 'Go 1.27'),
  } as const
  // Other publishers' images have what they want.
  if (short !== 'golang') return { ...unknown, ...common, certificates: undefined }
  return isAlpine
    ? { ...alpine, ...common, zones: true, compiler: false }
    : {
        ...debian,
        ...common,
        zones: undefined,
        compiler: true,
        tools: new Set([...debianTools, 'curl', 'wget', 'git']),
      }
}

function distroless(name: string, tag: string): BaseImage {
  const [, flavour = '', version] = /^([a-z-]+?)(?:-debian(\d+))?$/.exec(name) ?? []
  const isDebug = /(?:^|-)debug/.test(tag)
  const common: BaseImage = {
    ...empty,
    name: 'distroless',
    kind: 'minimal',
    // The busybox of the debug form is not at /bin/sh.
    shell: isDebug ? undefined : false,
    tools: isDebug ? undefined : new Set(),
    certificates: true,
    zones: true,
    tmp: true,
    user: /(?:^|-)nonroot/.test(tag) ? 'other' : 'root',
    end: endOf('distroless', version, 'distroless for Debian 13'),
  }
  if (flavour === 'static') return common
  if (['base', 'base-nossl', 'cc'].includes(flavour)) return { ...common, libc: 'glibc' }
  return { ...unknown, end: common.end, user: common.user }
}
