import { lstatSync, opendirSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, DiskError } from '../disk/disk-error.ts'
import { readPlain, Unreadable } from '../disk/read.ts'
import type { LayerFile } from '../layers/files.ts'
import type { Problem } from '../problem.ts'
import type { Manifest } from './house-layer.ts'
import type { Known } from './known.ts'
import { maximumBytes, maximumFileBytes, maximumFiles } from './limits.ts'
import { plopfileIn } from './read-code.ts'
import { type LayerContent, type LayerReading, readLayer } from './read-layer.ts'

/** How deep folders may be nested in `files/`. */
const maximumDepth = 20

const replace = 'A layer has only regular files and folders: replace it by one, or delete it.'
const shrink = 'Delete what the layer does not need.'

/**
 * Reads the house layer in a folder and compiles its templates. Follows no links, except for the
 * folder itself.
 * @param knownTo returns the variables that a layer may use, some of which its manifest adds
 */
export function readHouseFolder(
  folder: string,
  knownTo: (manifest: Manifest) => Known,
): LayerReading {
  const reading = readContent(folder)
  return 'problems' in reading ? reading : readLayer(reading, knownTo)
}

/** Returns the content of a layer's folder, or everything in it that can't be read. */
export function readContent(
  folder: string,
): LayerContent | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  if (!hasLayer(folder)) return { problems: [noLayer(folder)] }
  const manifest = tried(problems, () => readRegular(folder, 'layer.json'))
  const name = manifest === undefined ? undefined : plopfileIn(manifest)
  const plopfile = tried(problems, () =>
    name === undefined || !isThere(join(folder, name)) ? undefined : readRegular(folder, name),
  )
  const files = new Map<string, LayerFile>()
  tried(problems, () => {
    const path = join(folder, 'files')
    const stats = attempt(`cannot read ${path}`, () => lstatSync(path, { throwIfNoEntry: false }))
    if (stats === undefined) return
    if (!stats.isDirectory()) throw refusedFile('files', 'it is not a folder', replace)
    readFiles(path, files, problems)
  })
  if (manifest === undefined || problems.length > 0) return { problems }
  return { manifest, files, ...(plopfile === undefined ? {} : { plopfile }) }
}

/** Returns whether a folder has a layer, whatever is wrong with it. */
export function hasLayer(folder: string): boolean {
  return isThere(join(folder, 'layer.json'))
}

function isThere(path: string): boolean {
  const options = { throwIfNoEntry: false } as const
  return attempt(`cannot read ${path}`, () => lstatSync(path, options)) !== undefined
}

/** Returns the content of a file in a layer's folder that is no link. */
function readRegular(folder: string, name: string): Buffer {
  const path = join(folder, name)
  const stats = attempt(`cannot read ${path}`, () => lstatSync(path))
  if (!stats.isFile()) throw refusedFile(name, 'it is not a regular file', replace)
  return read(path, name)
}

/** Reads everything below `files/`; stops where a limit is reached. */
function readFiles(top: string, files: Map<string, LayerFile>, problems: Problem[]): void {
  let entries = 0
  let bytes = 0
  readBelow('', 1)

  function readBelow(below: string, depth: number): void {
    if (depth > maximumDepth) {
      throw refusedFile(`files/${below}`, `it is more than ${maximumDepth} folders deep`, shrink)
    }
    for (const name of namesIn(join(top, below))) {
      const path = `${below}${name}`
      entries += 1
      if (entries > maximumFiles) {
        throw refusedFile('files', `it has more than ${maximumFiles} files and folders`, shrink)
      }
      const stats = attempt(`cannot read ${join(top, path)}`, () => lstatSync(join(top, path)))
      if (stats.isDirectory()) {
        readBelow(`${path}/`, depth + 1)
      } else if (stats.isFile()) {
        const content = tried(problems, () => read(join(top, path), `files/${path}`))
        bytes += content?.length ?? 0
        if (bytes > maximumBytes) throw refusedFile('files', 'it has more than 16 MB', shrink)
        const mode = (stats.mode & 0o100) === 0 ? '100644' : '100755'
        if (content !== undefined) files.set(path, { mode, bytes: content })
      } else {
        const why = stats.isSymbolicLink() ? 'it is a symbolic link' : 'it is not a regular file'
        problems.push(...refusedFile(`files/${path}`, why, replace).problems)
      }
    }
  }
}

/** Returns the names in a folder, sorted; of too many, only as many as show that. */
function namesIn(folder: string): readonly string[] {
  return attempt(`cannot read ${folder}`, () => {
    const directory = opendirSync(folder)
    try {
      const names: string[] = []
      while (names.length <= maximumFiles) {
        const entry = directory.readSync()
        if (entry === null) break
        names.push(entry.name)
      }
      return names.sort()
    } finally {
      directory.closeSync()
    }
  })
}

function read(path: string, shown: string): Buffer {
  return attempt(`cannot read ${path}`, () => {
    try {
      return readPlain(path, maximumFileBytes)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      throw error.kind === 'large'
        ? refusedFile(shown, 'it is larger than 1 MB', shrink)
        : refusedFile(shown, error.message, replace)
    }
  })
}

function noLayer(folder: string): Problem {
  const what = `there is no layer in ${folder}: it has no layer.json`
  return { what, fix: 'A layer is a folder with layer.json and, in files/, its files.' }
}

function refusedFile(path: string, why: string, fix: string): DiskError {
  return new DiskError('failed', [{ what: `the layer's ${path} cannot be used: ${why}`, fix }])
}

/** Returns a function's result; undefined if the disk refuses, with the problems added. */
function tried<T>(problems: Problem[], act: () => T): T | undefined {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}
