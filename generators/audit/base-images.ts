import { versions } from '../layers/versions.ts'
import { type EndOfLife, endOf, versionOfDebian } from './end-of-life.ts'
import { parseImage } from './image.ts'
import { endOfService, isService } from './service-ends.ts'

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
  /** Whether it starts a program of its own: a database, a broker, a web server. */
  readonly service: boolean
  /** The Go version in its tag. */
  readonly go: string | undefined
  readonly end: EndOfLife | undefined
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
  service: false,
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

/** Returns what is known of an image; `scratch` is one too. */
export function baseImage(reference: string | undefined): BaseImage {
  if (reference === undefined) return unknown
  const { short, tag = '' } = parseImage(reference)
  const isWindows = /windows|nanoserver|servercore/i.test(reference)
  if (isWindows) return { ...unknown, windows: true }
  return isService(short)
    ? { ...serviceImage(short, tag), service: true, end: endOfService(reference) }
    : factsOf(short, tag)
}

/** Returns what is known of the official image of a service: with `alpine` in the tag, what BusyBox has. */
function serviceImage(short: string, tag: string): BaseImage {
  const isAlpine = /(?:^|-)alpine/.test(tag)
  const tools = isAlpine ? busyboxTools : debianTools
  if (short === 'postgres') {
    const own = new Set([...tools, 'bash'])
    return { ...unknown, name: short, kind: 'database', shell: true, tools: own }
  }
  if (/^(?:redis|valkey\/valkey)$/.test(short)) return { ...unknown, name: short, tools }
  // Without a word about the system in its tag, it has its program alone.
  if (short === 'nats' && !/window|nanoserver/.test(tag)) {
    return { ...unknown, name: short, tools: isAlpine ? busyboxTools : new Set() }
  }
  return unknown
}

function factsOf(short: string, tag: string): BaseImage {
  if (short === 'scratch') return empty
  if (short === 'alpine')
    return {
      ...alpine,
      end: endOf('alpine', /^v?(\d+\.\d+)/.exec(tag)?.[1], `Alpine ${versions.alpineVersion}`),
    }
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
  return unknown
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
    end: endOf('go', minor, `Go ${versions.goVersion}`),
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
