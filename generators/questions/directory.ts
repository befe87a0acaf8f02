import { posix, win32 } from 'node:path'
import { unsafePath } from '../paths.ts'

/**
 * How to read the text of a directory: the platform decides about separators and drives, and
 * relative paths start at `cwd`.
 */
export interface Place {
  readonly cwd: string
  /** As in `process.platform`; only `win32` makes a difference. */
  readonly platform: string
}

/** Returns the absolute path of a directory as the user wrote it. */
export function resolveDirectory(directory: string, place: Place): string {
  return pathOf(place).resolve(place.cwd, directory)
}

/** Returns the last element of a directory's absolute path; empty for the root of a disk. */
export function directoryName(directory: string, place: Place): string {
  return pathOf(place).basename(resolveDirectory(directory, place))
}

/** Returns the path functions for a place. */
export function pathOf({ platform }: Pick<Place, 'platform'>): typeof posix {
  return platform === 'win32' ? win32 : posix
}

/**
 * Returns why a directory, as written, doesn't work with Docker, Go and Windows; undefined if it
 * does.
 */
export function directoryProblem(directory: string, platform: string): string | undefined {
  if (directory === '') return 'it is empty'
  const elements = elementsOf(directory, platform).filter((element) => !isStep(element))
  const problems = elements.map(elementProblem)
  if (elements[0]?.startsWith('~')) problems.unshift('only a shell understands ~')
  return problems.find((problem) => problem !== undefined)
}

/**
 * Returns why Docker or Compose fails in a directory, however it was written; undefined if they
 * work. Users may not be able to rename the folders above, so only what was seen to fail with
 * Compose 2.40 and Buildx 0.29 is rejected.
 */
export function placeProblem(directory: string, place: Place): string | undefined {
  const elements = elementsOf(resolveDirectory(directory, place), place.platform)
  // Compose parses the path of its file as a URL and as a template, and splits a mount at a colon.
  const broken = elements.find((element) => /%(?![\da-f]{2})|\$\{|:/i.test(element))
  if (broken !== undefined)
    return `Compose can't use a path with %, \${ or a colon, such as ${broken}`
  const name = directoryName(directory, place)
  // `compose build` of two targets fails, because a header contains the name (moby/buildkit#6989).
  return /[^ -~]/.test(name)
    ? `Docker can't use a directory whose name is not ASCII, such as ${name}`
    : undefined
}

function elementsOf(directory: string, platform: string): readonly string[] {
  if (platform !== 'win32') return directory.split('/')
  return directory.replace(/^[a-z]:(?=[\\/]|$)/i, '').split(/[\\/]/)
}

function isStep(element: string): boolean {
  return element === '' || element === '.' || element === '..'
}

function elementProblem(element: string): string | undefined {
  if (element.startsWith('-')) return 'its leading dash makes it look like a flag'
  // Seen: Compose takes a % for a URL's escape and ${…} for a variable; Docker splits a mount at a colon or a comma.
  if (/[$%,]/.test(element)) return "Docker and Compose can't use a path with $, % or a comma"
  return unsafePath(element)
}
