import { unique } from './facts/unique.ts'
import type { Main, RuntimeFile } from './facts.ts'
import { homeFolder, isBelowHome, userName } from './home.ts'
import { type Listening, portAsked, portsOf, settingsOf } from './listening.ts'
import { moveOf, type Setting } from './loopback.ts'
import type { BaseImage } from './names.ts'
import type { Target } from './targets.ts'

/** A file or folder that goes into an image, at the place where the program looks. */
export interface Copy {
  /** The path below the directory of the module. */
  readonly from: string
  /** An absolute path. */
  readonly to: string
}

/** The image of one command: everything that follows from the facts, before any text. */
export interface Image extends Target {
  /** The folder that relative paths start from: never the root, where secrets are mounted. */
  readonly workdir: string
  readonly copies: readonly Copy[]
  /** The folders that the program writes to, as absolute paths. */
  readonly writable: readonly string[]
  /** The ports that it listens on. */
  readonly ports: readonly Listening[]
  readonly settings: readonly Setting[]
  /** The sub-command that listens, and flags without which it would do so on the loopback interface alone. */
  readonly args: readonly string[]
  /** The URL of its health endpoint, if something in the base image can ask it. */
  readonly probe: string | undefined
}

/**
 * Returns the image of a command.
 * @param port the port from the answers, for a server whose code doesn't say it; or undefined
 */
export function imageOf(target: Target, base: BaseImage, port: number | undefined): Image {
  const { main } = target
  const files = main.files.filter(({ path }) => !path.startsWith('/'))
  const read = files.filter(({ access, at }) => access === 'read' && at !== null && !isSecret(at))
  const workdir = workdirFor(files)
  const moves = main.ports.flatMap((one) => (one.isOfOtherCommand ? [] : (moveOf(one) ?? [])))
  const ports = portsOf(main, port)
  return {
    ...target,
    workdir,
    copies: copiesOf(read, workdir),
    writable: writableOf(main, workdir),
    ports,
    settings: unique(
      [
        ...settingsOf(main, ports, port),
        ...moves.flatMap(({ setting }) => setting ?? []),
        ...homeOf(main),
      ],
      ({ name }) => name,
    ),
    args: withFlags(main, [...new Set(moves.flatMap(({ flag }) => flag ?? []))]),
    probe: probeOf(main, base, ports),
  }
}

/** Returns the arguments of a program with flags, each where the program reads it. */
function withFlags(main: Main, flags: readonly string[]): readonly string[] {
  const { arguments: words, flagPositions = {} } = main
  const positionOf = (flag: string) => flagPositions[flag.replace(/^--|=.*$/g, '')] ?? words.length
  const flagsAt = (position: number) => flags.filter((flag) => positionOf(flag) === position)
  return [...words.flatMap((word, index) => [...flagsAt(index), word]), ...flagsAt(words.length)]
}

/** Whether a file holds secrets, which go into no image. */
export function isSecret(path: string): boolean {
  return /(?:^|\/)\.env[^/]*$/.test(path)
}

/**
 * A user whom the base image does not know has the root as its home without it, and no name: Go asks
 * these variables then.
 */
function homeOf({ files, currentUser }: Main): readonly Setting[] {
  const home = { name: 'HOME', value: homeFolder }
  if (currentUser !== undefined) return [home, { name: 'USER', value: userName }]
  return files.some(({ path }) => isBelowHome(path)) ? [home] : []
}

/** Deep enough for paths that start above it. */
function workdirFor(files: readonly RuntimeFile[]): string {
  const up = Math.max(0, ...files.map(({ path }) => depthAbove(path)))
  return up === 0 ? '/app' : `/srv${'/app'.repeat(up)}`
}

/** Returns how many folders above its start a relative path reaches. */
function depthAbove(path: string): number {
  let depth = 0
  let least = 0
  for (const element of path.split('/')) {
    if (element === '..') depth -= 1
    else if (element !== '.' && element !== '') depth += 1
    least = Math.min(least, depth)
  }
  return -least
}

function copiesOf(files: readonly RuntimeFile[], workdir: string): readonly Copy[] {
  const copies = files.flatMap(({ path, at }): readonly Copy[] => {
    if (at === null) return []
    // Of a pattern, the folder is copied.
    const named = /[*?[{]/.test(path) ? path.replace(/\/?[^/]*[*?[{].*$/, '') : path
    return [{ from: at, to: resolved(named, workdir) }]
  })
  const unique = [...new Map(copies.map((copy) => [copy.to, copy])).values()]
  // A folder brings what is in it.
  const outer = unique.filter(
    ({ to }) => !unique.some((other) => other.to !== to && to.startsWith(`${other.to}/`)),
  )
  return outer.sort((a, b) => (a.to < b.to ? -1 : 1))
}

/** Returns the folder that a program writes to if it writes a path. */
export function writtenFolder(path: string, workdir: string): string {
  const place = resolved(path, workdir)
  // What is there may be a file or a folder: names with a dot don't tell.
  if (isBelowHome(place)) return homeFolder
  return /\/[^/]+\.\w+$/.test(place) ? place.replace(/\/[^/]*$/, '') || '/' : place
}

function writableOf({ files }: Main, workdir: string): readonly string[] {
  const written = files.filter(({ access }) => access === 'write')
  const folders = written.map(({ path }) => writtenFolder(path, workdir))
  // /tmp is there in every container, and the root would be everything.
  const own = [...new Set(folders)].filter(
    (folder) => folder !== '/' && !/^\/tmp(\/|$)/.test(folder),
  )
  return own.filter((folder) => !own.some((other) => folder.startsWith(`${other}/`))).sort()
}

/** Returns a path as an absolute one. */
function resolved(path: string, workdir: string): string {
  const kept: string[] = []
  for (const element of (path.startsWith('/') ? path : `${workdir}/${path}`).split('/')) {
    if (element === '..') kept.pop()
    else if (element !== '' && element !== '.') kept.push(element)
  }
  return `/${kept.join('/')}`
}

/**
 * Only Alpine has a program that can ask: BusyBox's wget. What asks the wrong port would call a healthy
 * program unhealthy, so that none does if the port is not sure.
 */
function probeOf(main: Main, base: BaseImage, ports: readonly Listening[]): string | undefined {
  const http = main.health.filter(({ kind }) => kind === 'http')
  const endpoint = http.find(({ port }) => port !== undefined) ?? http[0]
  const port = endpoint === undefined ? undefined : portAsked(endpoint, main, ports)
  if (base !== 'alpine' || port === undefined) return undefined
  return `http://127.0.0.1:${port.port}${endpoint?.path ?? ''}`
}
