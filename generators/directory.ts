import { posix, win32 } from 'node:path'

/** Where a directory's text is read: which separators and drives it may have, and what relative paths start from. */
export interface Place {
  readonly cwd: string
  /** As `process.platform`: only `win32` differs. */
  readonly platform: string
}

/** Words that later commands own, so that no directory may be called by them alone. */
export const reservedWords: readonly string[] = [
  'add',
  'audit',
  'check',
  'dockerize',
  'layer',
  'report',
  'update',
  'why',
]

const windowsDevice =
  /^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i

/** Returns whether Windows takes a path element for a device, whatever its extension. */
export function isWindowsDevice(element: string): boolean {
  const [stem = ''] = element.split('.')
  return windowsDevice.test(stem.trimEnd())
}

/** Returns the absolute path of a directory as a person wrote it. */
export function resolveDirectory(directory: string, { cwd, platform }: Place): string {
  return platform === 'win32' ? win32.resolve(cwd, directory) : posix.resolve(cwd, directory)
}

/** Returns why a directory can't be one that Docker, Compose, Go and Windows all take; nothing when it can. */
export function directoryProblem(directory: string, platform: string): string | undefined {
  if (directory === '') return 'it is empty'
  const path = platform === 'win32' ? directory.replaceAll('\\', '/') : directory
  const elements = withoutDrive(path, platform).split('/')
  for (const element of elements) {
    const problem = elementProblem(element)
    if (problem !== undefined) return problem
  }
  return undefined
}

function withoutDrive(path: string, platform: string): string {
  return platform === 'win32' ? path.replace(/^[a-z]:(?=\/|$)/i, '') : path
}

function elementProblem(element: string): string | undefined {
  if (element === '' || element === '.' || element === '..') return undefined
  if (element.startsWith('-')) return 'a leading dash reads as a flag'
  if (/\p{C}/u.test(element)) return 'it has a control character'
  return undefined
}
