import { posix } from 'node:path'
import semver from 'semver'
import { type Finding, warning } from '../finding.ts'
import type { Problem } from '../problem.ts'
import { gitUrlProblem, refProblem, repositoryOf } from './git-url.ts'
import { hasInvisible, packageNameProblem } from './names.ts'

/** Where a house layer comes from, as given to `--layer`. */
export type Spec = FolderSpec | NpmSpec | GitSpec

interface AnySpec {
  /** The text as it was given, which go-docker.json and the lock contain. */
  readonly text: string
}

/** A folder, relative to the directory of go-docker.json unless it is absolute. */
export interface FolderSpec extends AnySpec {
  readonly kind: 'folder'
  readonly path: string
}

/** A package in an npm registry. */
export interface NpmSpec extends AnySpec {
  readonly kind: 'npm'
  readonly name: string
  /** A semver range or a tag such as `next`; undefined for `latest`. */
  readonly range?: string
}

/** A git repository. */
export interface GitSpec extends AnySpec {
  readonly kind: 'git'
  readonly url: string
  /** A branch, a tag or a commit; undefined for the default branch. */
  readonly ref?: string
}

/** A specification that was read, or why it is invalid. */
export type SpecReading = { readonly spec: Spec } | { readonly problem: Problem }

const maximumLength = 2000

const forms =
  'Use ./FOLDER, npm:NAME@RANGE, or git:URL#REF with a URL that starts with https:// or ssh://.'

/** Reads the value of `--layer`, or of `use` in go-docker.json. */
export function readSpec(text: string): SpecReading {
  const reading = hasInvisible(text)
    ? refused('it contains a control or invisible character', 'Type it again.')
    : text.length > maximumLength
      ? refused(`it is longer than ${maximumLength} characters`, forms)
      : read(text)
  if ('spec' in reading) return reading
  const { why, fix } = reading
  // The text may contain a token.
  const told = text.length > maximumLength ? `${text.slice(0, 40)}…` : withoutCredentials(text)
  return { problem: { what: `cannot use the layer ${told}: ${why}`, fix } }
}

interface Refused {
  readonly why: string
  readonly fix: string
}

function refused(why: string, fix: string): Refused {
  return { why, fix }
}

function read(text: string): { readonly spec: Spec } | Refused {
  if (text.trim() !== text) return refused('it begins or ends with a space', forms)
  if (text === '') return refused('it is empty', forms)
  if (/^\.{1,2}(?:$|[/\\])|^[/\\]|^[A-Za-z]:[/\\]/.test(text)) return folder(text, text)
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(text) ?? []
  switch (scheme) {
    case 'file':
      return fileFolder(text, rest)
    case 'npm':
      return npm(text, rest)
    case 'git':
      return git(text, rest)
    case '':
      return refused('it is not clear whether it is a folder or a package', forms)
    default:
      return refused(`${scheme}: is unknown`, forms)
  }
}

function folder(text: string, path: string): { readonly spec: FolderSpec } | Refused {
  const slashes = 'Use single slashes, which work on every system.'
  if (path.includes('\\')) return refused('it contains a backslash', slashes)
  // Windows would look for it on another computer.
  if (path.startsWith('//')) return refused('it begins with two slashes', slashes)
  return { spec: { kind: 'folder', text, path } }
}

/** Reads what follows `file:`: a folder, or the rest of a URL. */
function fileFolder(text: string, rest: string): { readonly spec: FolderSpec } | Refused {
  const fix = 'Use ./FOLDER, or file:///FOLDER for an absolute one.'
  if (/[%?#]/.test(rest)) return refused('a folder after file: cannot contain %, ? or #', fix)
  if (rest.startsWith('//') && !rest.startsWith('///')) {
    return refused('it names another computer', fix)
  }
  const path = rest.replace(/^\/\/\//, '/').replace(/^\/(?=[A-Za-z]:\/)/, '')
  return /^(\.{1,2}(\/|$)|\/|[A-Za-z]:\/)/.test(path)
    ? folder(text, path)
    : refused('it names no folder', fix)
}

function npm(text: string, rest: string): { readonly spec: NpmSpec } | Refused {
  const at = rest.indexOf('@', 1)
  const [name, range] = at === -1 ? [rest] : [rest.slice(0, at), rest.slice(at + 1)]
  const why = packageNameProblem(name)
  if (why !== undefined) {
    // A URL may contain a token.
    const shown = name.includes('://') ? 'a URL' : name
    return refused(`${shown} is not the name of a package: ${why}`, 'Use npm:NAME@RANGE.')
  }
  if (range === undefined) return { spec: { kind: 'npm', text, name } }
  const isTag = /^[a-z][a-z0-9-]*$/.test(range)
  // A range of nothing would be any version.
  if (range.trim() === '' || (!isTag && semver.validRange(range) === null)) {
    const fix = `Use a range such as npm:${name}@^1.2.0, or npm:${name} for the latest version.`
    return refused(`${JSON.stringify(range)} is not a range of versions`, fix)
  }
  return { spec: { kind: 'npm', text, name, range } }
}

function git(text: string, rest: string): { readonly spec: GitSpec } | Refused {
  const hash = rest.indexOf('#')
  const [url, ref] = hash === -1 ? [rest] : [rest.slice(0, hash), rest.slice(hash + 1)]
  const problem = gitUrlProblem(url) ?? (ref === undefined ? undefined : refProblem(ref))
  if (problem !== undefined) return problem
  return { spec: { kind: 'git', text, url, ...(ref === undefined ? {} : { ref }) } }
}

/** Returns a text without a password or a token that may be in its URL. */
function withoutCredentials(text: string): string {
  return text
    .replace(/(^git:|:\/\/)(?!git@|[a-z]+:\/\/)[^#]*@/, '$1…@')
    .replace(/^(npm:[a-z+]+:\/\/).*/i, '$1…')
    .replace(/(:\/\/[^?]*\?).*/, '$1…')
}

/** Returns a warning about a layer that only this computer has; undefined for any other. */
export function localWarning(spec: Spec): Finding | undefined {
  const local =
    spec.kind === 'folder'
      ? /^(?:\/|[A-Za-z]:\/)/.test(spec.path)
      : spec.kind === 'git' && spec.url.startsWith('file:')
  if (!local) return undefined
  const what = `the layer ${spec.text} is only on this computer, so others can't update the repository`
  const fix = 'Use a folder of the repository such as ./house, an npm package, or a git repository.'
  return warning('layer/local-source', null, what, fix)
}

/** Returns whether two specifications name the same source; the range or REF may differ. */
export function sameSource(a: Spec, b: Spec): boolean {
  return sourceOf(a) === sourceOf(b)
}

function sourceOf(spec: Spec): string {
  switch (spec.kind) {
    case 'folder':
      return `folder ${posix.join(spec.path, '.').replace(/(?<=.)\/$/, '')}`
    case 'npm':
      return `npm ${spec.name}`
    case 'git':
      return `git ${repositoryOf(spec.url)}`
  }
}
