import { lstatSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Snapshot } from '../plan/change.ts'
import type { Destination } from '../plan/destination.ts'
import { readGoMod, usesOf } from '../plan/go-mod.ts'
import { readRecord, recordPaths } from '../plan/record.ts'
import { textIn } from '../plan/tree.ts'
import { DiskError, tryTo } from './disk-error.ts'
import { readPlain } from './read.ts'
import { snapshot } from './snapshot.ts'

/**
 * Reads what stands in and above an absolute directory, which need not exist. What keeps a run from writing there is
 * among its problems.
 */
export async function readDestination(directory: string): Promise<Destination> {
  try {
    const wanted = new Map([...recordPaths, 'go.mod'].map((path) => [path, {}]))
    const seen = await snapshot(directory, wanted)
    const { problems, ...recorded } = readRecord(seen)
    return {
      recorded,
      problems,
      ...goModuleIn(seen),
      names: seen.exists ? namesIn(directory) : new Set(),
      ...workspaceOf(directory),
      ...repositoryOf(directory),
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
  return new Set([...within(''), ...within('.github').map((name) => `.github/${name}`)])
}

/** Returns the nearest go.work's folder, from the directory up, where that does not use the directory. */
function workspaceOf(directory: string): Pick<Destination, 'workspace'> {
  const folder = nearest(directory, (at) => isThere(join(at, 'go.work')))
  if (folder === undefined) return {}
  const goWork = join(folder, 'go.work')
  const text = tryTo(() => lstatSync(goWork).isFile() && readPlain(goWork).toString()) || ''
  const own = relative(folder, directory).split(sep).join('/')
  const used = usesOf(text).some((path) => path.replace(/^(\.\/)+|^\.$|\/+$/g, '') === own)
  return used ? {} : { workspace: folder }
}

/** Returns the root of the repository around the directory, where it isn't that root itself. */
function repositoryOf(directory: string): Pick<Destination, 'repositoryRoot'> {
  const root = nearest(directory, (at) => isThere(join(at, '.git')))
  return root === undefined || root === directory ? {} : { repositoryRoot: root }
}

/** Returns the first directory, from one up, that is as asked. */
function nearest(directory: string, fits: (at: string) => boolean): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (fits(at)) return at
    if (dirname(at) === at) return undefined
  }
}

function isThere(path: string): boolean {
  return tryTo(() => lstatSync(path, { throwIfNoEntry: false })) !== undefined
}
