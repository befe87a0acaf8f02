import { posix, win32 } from 'node:path'
import { unsafePath } from '../paths.ts'

/** Where a directory's text is read: which separators and drives it may have, and what relative paths start from. */
export interface Place {
  readonly cwd: string
  /** As `process.platform`: only `win32` differs. */
  readonly platform: string
}

/** Returns the absolute path of a directory as a person wrote it. */
export function resolveDirectory(directory: string, place: Place): string {
  return pathOf(place).resolve(place.cwd, directory)
}

/** Returns the last element of a directory's absolute path; empty for the root of a disk. */
export function directoryName(directory: string, place: Place): string {
  return pathOf(place).basename(resolveDirectory(directory, place))
}

/** Returns how paths of a place are read. */
export function pathOf({ platform }: Pick<Place, 'platform'>): typeof posix {
  return platform === 'win32' ? win32 : posix
}

/** Returns why a directory, as it was written, can't be one that Docker, Go and Windows all take; nothing when it can. */
export function directoryProblem(directory: string, platform: string): string | undefined {
  if (directory === '') return 'it is empty'
  const elements = elementsOf(directory, platform).filter((element) => !isStep(element))
  const problems = elements.map(elementProblem)
  if (elements[0]?.startsWith('~')) problems.unshift('only a shell understands ~')
  return problems.find((problem) => problem !== undefined)
}

/**
 * Returns why Docker or Compose fails in a directory, however it was written; nothing when they work. What lies above
 * may be nobody's to rename, so that only what was seen to fail is refused: with Compose 2.40 and Buildx 0.29.
 */
export function placeProblem(directory: string, place: Place): string | undefined {
  const elements = elementsOf(resolveDirectory(directory, place), place.platform)
  // Compose reads its file's path as a URL and as a template, and splits a mount at a colon.
  const broken = elements.find((element) => /%(?![\da-f]{2})|\$\{|:/i.test(element))
  if (broken !== undefined)
    return `Compose can't use a path with %, \${ or a colon, such as ${broken}`
  const name = directoryName(directory, place)
  // `compose build` of two targets fails, since a header carries the name (moby/buildkit#6989).
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
