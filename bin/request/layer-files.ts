import { resolve } from 'node:path'
import { layerContent } from '../../generators/house/layer-content.ts'
import type { Fetch, Fetched } from '../../generators/house/load.ts'
import { readContent } from '../../generators/house/read-folder.ts'
import type { GitSpec, NpmSpec } from '../../generators/house/spec.ts'
import type { LockLayer } from '../../generators/plan/lock.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'

/** What fetching takes from a run. */
type Fetching = Pick<Io, 'env' | 'signal'>

/** Returns a function that fetches a layer, wherever it comes from. */
export function layerFetcher(io: Fetching): Fetch {
  return async (spec, base, locked) => {
    switch (spec.kind) {
      case 'folder':
        return folderContent(resolve(base, spec.path))
      case 'npm':
        return npmContent(spec, locked, io)
      case 'git':
        return gitContent(spec, locked, io)
    }
  }
}

function folderContent(folder: string): Fetched {
  const content = readContent(folder)
  if ('problems' in content) throw new UnavailableError(content.problems)
  return content
}

async function npmContent(
  { text, name, range = 'latest' }: NpmSpec,
  locked: LockLayer | undefined,
  io: Fetching,
): Promise<Fetched> {
  const { packageFiles } = await import('../npm/package-files.ts')
  const wanted = locked?.resolved ?? `${name}@${range}`
  const isOurs =
    locked === undefined || (wanted.startsWith(`${name}@`) && locked.tarball !== undefined)
  if (!isOurs) throw new UnavailableError([forged(text)])
  const { files, resolved, tarball } = await packageFiles(wanted, locked?.tarball, io)
  return { ...layerContent(files, text), resolved, tarball }
}

async function gitContent(
  spec: GitSpec,
  locked: LockLayer | undefined,
  io: Fetching,
): Promise<Fetched> {
  if (locked !== undefined && !/^[0-9a-f]+$/.test(locked.resolved ?? '')) {
    throw new UnavailableError([forged(spec.text)])
  }
  const { repositoryFiles } = await import('../git/repository-files.ts')
  const { files, resolved } = await repositoryFiles(spec, locked?.resolved, io)
  return { ...layerContent(files, spec.text), resolved }
}

function forged(use: string) {
  return {
    what: `the lock does not say what the layer ${use} resolved to: it was edited by hand`,
    fix: 'Restore go-docker.lock.json from git.',
  }
}
