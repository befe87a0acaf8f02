import { resolve } from 'node:path'
import { layerContent } from '../../generators/house/layer-content.ts'
import type { Fetch, Fetched } from '../../generators/house/load.ts'
import { hasLayer, readContent } from '../../generators/house/read-folder.ts'
import type { FolderSpec, GitSpec, NpmSpec } from '../../generators/house/spec.ts'
import { intentPath, type LockLayer } from '../../generators/plan/lock.ts'
import type { Problem } from '../../generators/problem.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'

/** What fetching takes from a run. */
type Fetching = Pick<Io, 'env' | 'signal'>

/** Returns a function that fetches a layer, wherever it comes from. */
export function layerFetcher(io: Fetching): Fetch {
  return async ({ spec, base, locked, isRecorded = false }) => {
    switch (spec.kind) {
      case 'folder':
        return folderContent(spec, resolve(base, spec.path), isRecorded)
      case 'npm':
        return npmContent(spec, locked, io)
      case 'git':
        return gitContent(spec, locked, io)
    }
  }
}

function folderContent({ text }: FolderSpec, folder: string, isRecorded: boolean): Fetched {
  if (isRecorded && !hasLayer(folder)) throw new UnavailableError([notHere(text, folder)])
  const content = readContent(folder)
  if ('problems' in content) throw new UnavailableError(content.problems)
  return content
}

function notHere(use: string, folder: string): Problem {
  return {
    what: `${intentPath} uses the layer ${use}, which is not here: ${folder} has no layer.json`,
    fix: 'Get that folder, or move to another source with create-go-docker update --layer SPEC.',
  }
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
