import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { versions } from '../layers/versions.ts'
import type { Snapshot } from '../plan/change.ts'
import type { Destination } from '../plan/destination.ts'
import type { Gitignore } from '../plan/gitignore.ts'
import { goOf, readGoMod, usesOf } from '../plan/go-mod.ts'
import { readRecord, recordPaths } from '../plan/record.ts'
import { textIn } from '../plan/tree.ts'
import { isOlder } from '../plan/versions.ts'
import { DiskError, tryTo } from './disk-error.ts'
import { reachOf } from './look.ts'
import { readLimit, readPlain } from './read.ts'
import { snapshotNow } from './snapshot-now.ts'

/**
 * Reads what exists in and above an absolute directory, which need not exist itself. Whatever
 * prevents a run from writing there is among its problems.
 */
export function readDestination(directory: string): Destination {
  try {
    const wanted = new Map([...recordPaths, 'go.mod'].map((path) => [path, {}]))
    const seen = snapshotNow(directory, wanted)
    const { problems, ...recorded } = readRecord(seen, false)
    const place = realPath(directory)
    const folders = upwards(place)
    return {
      recorded,
      problems,
      ...goModuleIn(seen),
      names: seen.exists ? namesIn(directory) : new Set(),
      ...workspaceOf(place, folders),
      ...repositoryOf(place, folders),
    }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    return { recorded: {}, problems: error.problems, names: new Set() }
  }
}

function goModuleIn({ entries }: Snapshot): Pick<Destination, 'goModule'> {
  const goMod = entries.get('go.mod')
  const { module } = goMod?.kind === 'file' ? readGoMod(textIn(goMod.file)) : {}
  return module === undefined ? {} : { goModule: module }
}

function namesIn(directory: string): ReadonlySet<string> {
  const within = (folder: string) => tryTo(() => readdirSync(join(directory, folder))) ?? []
  const names = new Set(within(''))
  const github = names.has('.github') ? within('.github').map((name) => `.github/${name}`) : []
  const modules = 'vendor/modules.txt'
  const isVendored = names.has('vendor') && stats(join(directory, modules))?.isFile()
  return new Set([...names, ...github, ...(isVendored ? [modules] : [])])
}

/** Returns the absolute path of a directory with links resolved, as go and git see it. */
function realPath(directory: string): string {
  const { base, missing } = reachOf(directory)
  return join(realpathSync(base), ...missing)
}

/** Reads the nearest go.work above or in the directory; go ignores any others. */
function workspaceOf(
  place: string,
  folders: readonly string[],
): Pick<Destination, 'workspace' | 'usedOutside'> {
  const folder = folders.find((at) => stats(join(at, 'go.work'))?.isFile())
  if (folder === undefined) return {}
  const text = tryTo(() => readPlain(join(folder, 'go.work'), readLimit, true).toString()) ?? ''
  const uses = usesOf(text)
  const isUsed = uses.some((path) => resolve(folder, path) === place)
  const isNewEnough = !isOlder(goOf(text) ?? '1.18', versions.goModVersion)
  const outside = folder === place ? uses.filter((path) => isOutside(place, path)) : []
  return {
    ...(isUsed && isNewEnough ? {} : { workspace: folder }),
    ...(outside.length > 0 ? { usedOutside: outside } : {}),
  }
}

function isOutside(directory: string, path: string): boolean {
  const way = relative(directory, resolve(directory, path))
  return way.startsWith('..') || isAbsolute(way)
}

/**
 * Returns the root of the enclosing repository, unless it is the directory itself, and the
 * .gitignore files from there down to the directory.
 */
function repositoryOf(
  place: string,
  folders: readonly string[],
): Pick<Destination, 'repositoryRoot' | 'prefix' | 'gitignoresAbove'> {
  const root = folders.find((at) => stats(join(at, '.git')) !== undefined)
  if (root === undefined || root === place) return {}
  const above = folders.slice(1, folders.indexOf(root) + 1).reverse()
  const gitignoresAbove = above.flatMap((folder) => gitignoreIn(folder, place))
  const prefix = `${pathBetween(root, place)}/`
  return {
    repositoryRoot: root,
    prefix,
    ...(gitignoresAbove.length > 0 ? { gitignoresAbove } : {}),
  }
}

function gitignoreIn(folder: string, place: string): readonly Gitignore[] {
  const path = join(folder, '.gitignore')
  if (!lstatOf(path)?.isFile()) return []
  const text = tryTo(() => readPlain(path).toString())
  if (text === undefined) return []
  return [{ file: pathBetween(place, path), below: `${pathBetween(folder, place)}/`, text }]
}

function pathBetween(from: string, to: string): string {
  return relative(from, to).replaceAll('\\', '/')
}

/** Returns a directory and its ancestors, innermost first. */
function upwards(directory: string): readonly string[] {
  const above = dirname(directory)
  return above === directory ? [directory] : [directory, ...upwards(above)]
}

/** Doesn't follow links, because git doesn't follow a link to a .gitignore. */
function lstatOf(path: string) {
  return tryTo(() => lstatSync(path, { throwIfNoEntry: false }))
}

function stats(path: string) {
  return tryTo(() => statSync(path, { throwIfNoEntry: false }))
}
