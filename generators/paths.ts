import type { Problem } from './problem.ts'

/** The prefix of the paths that a run uses while it writes; no tree may contain it. */
export const reservedPrefix = '.create-go-docker'

const windowsDevice =
  /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\xb9\xb2\xb3]) *(?:\.|$)/i
const gitFolder = /^(?:\.git|git~\d+)$/i

/** Returns why no tree may contain this path; undefined if it is safe on every system. */
export function unsafePath(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (path.length > 4096) return 'it is longer than 4096 characters'
  if (/^[A-Za-z]:/.test(path)) return 'it starts with a drive letter'
  if (path.includes('\\')) return 'it contains a backslash'
  if (path.startsWith('/')) return 'it is absolute'
  const segments = path.split('/')
  if (segments[0]?.toLowerCase().startsWith(reservedPrefix)) {
    return `${reservedPrefix}* is reserved for files of create-go-docker`
  }
  for (const segment of segments) {
    const why = unsafeSegment(segment)
    if (why !== undefined) return why
  }
  return undefined
}

function unsafeSegment(segment: string): string | undefined {
  if (segment === '') return 'it contains an empty segment'
  if (segment === '.' || segment === '..') return `it contains a ${segment} segment`
  if (/[. ]$/.test(segment)) return 'a segment ends with a dot or a space'
  if (windowsDevice.test(segment)) return `${segment} is a reserved device name on Windows`
  if (gitFolder.test(segment)) return `${segment} belongs to git`
  if (Buffer.byteLength(segment) > 255) return 'a segment is longer than 255 bytes'
  return isPlain(segment) ? undefined : unsafeCharacter(segment)
}

function unsafeCharacter(segment: string): string | undefined {
  if (/\p{Cc}/u.test(segment)) return 'it contains a control character'
  // macOS ignores some of these in names, so ".g<zero width joiner>it" is .git there.
  if (/[\p{Cf}\p{Cs}]/u.test(segment)) return 'it contains an invisible or invalid character'
  if (/[<>:"|?*]/.test(segment)) return 'it contains a character that Windows forbids'
  return undefined
}

/** Returns whether a path needs no Unicode tables, which are slow to load; most don't. */
function isPlain(path: string): boolean {
  return /^[\w./-]*$/.test(path)
}

/** Two paths that can't coexist on every file system, and why. */
export interface Collision {
  readonly path: string
  readonly other: string
  readonly why: string
}

/**
 * Returns the paths that collide: duplicates, the same up to case or Unicode form, or a file that
 * must be a directory.
 */
export function collisions(paths: Iterable<string>): readonly Collision[] {
  const found: Collision[] = []
  const seen = new Map<
    string,
    { readonly name: string; readonly file: boolean; readonly path: string }
  >()
  for (const path of paths) {
    for (const name of [...parents(path), path]) {
      const key = fold(name)
      const file = name === path
      const earlier = seen.get(key)
      if (earlier === undefined) {
        seen.set(key, { name, file, path })
        continue
      }
      const why = clash(earlier, { name, file })
      if (why === undefined) continue
      found.push({ path, other: earlier.path, why })
      break
    }
  }
  return found
}

interface Entry {
  readonly name: string
  readonly file: boolean
}

function clash(a: Entry, b: Entry): string | undefined {
  if (a.file !== b.file) return `${a.name} can't be a file and a directory`
  if (a.name !== b.name) return `${a.name} and ${b.name} are the same name on some file systems`
  return a.file ? 'the path is listed twice' : undefined
}

/** Returns a name as the least strict file system compares it: ignoring case and Unicode form. */
function fold(name: string): string {
  if (isPlain(name)) return name.toLowerCase()
  return name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC')
}

/** Returns the directories above a path, outermost first. */
export function parents(path: string): readonly string[] {
  const found: string[] = []
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    found.push(path.slice(0, at))
  }
  return found
}

/** Returns every reason why these paths can't form a tree, with the path. */
export function pathProblems(paths: readonly string[]): readonly Problem[] {
  const unsafe = paths.flatMap((path) => {
    const why = unsafePath(path)
    return why === undefined ? [] : [{ what: `cannot write ${JSON.stringify(path)}: ${why}` }]
  })
  const colliding = collisions(paths).map(({ path, other, why }) => ({
    what: `cannot write ${JSON.stringify(path)} beside ${JSON.stringify(other)}: ${why}`,
  }))
  return [...unsafe, ...colliding]
}

/** The names of devices that Go rejects: fewer than above. */
const goDevice = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])$/i

/** Returns why an element of a module path is invalid; undefined if it is valid. */
export function elementProblem(element: string): string | undefined {
  if (/^\.+$/.test(element)) return `${element} is not allowed in a module path`
  if (element.startsWith('.')) return `${element} has a leading dot`
  if (element.endsWith('.')) return `${element} has a trailing dot`
  const [odd] = /[^\w.~-]/u.exec(element) ?? []
  if (odd !== undefined) return `the character ${JSON.stringify(odd)} is not allowed`
  const [stem = ''] = element.split('.')
  if (goDevice.test(stem)) return `${stem} is a reserved device name on Windows`
  if (/~\d+$/.test(stem)) return `${stem} looks like a short name on Windows`
  return undefined
}
