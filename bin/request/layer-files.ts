import { resolve } from 'node:path'
import { folderFiles } from '../../generators/house/folder-files.ts'
import type { Fetch } from '../../generators/house/load.ts'
import type { Io } from '../io.ts'

/** Returns a function that fetches the files of a layer, wherever it comes from. */
export function layerFetcher(io: Io): Fetch {
  return async (spec, base, locked) => {
    switch (spec.kind) {
      case 'folder':
        return { files: folderFiles(resolve(base, spec.path)) }
      case 'npm': {
        const { packageFiles } = await import('../npm/package-files.ts')
        return packageFiles(
          locked?.resolved ?? `${spec.name}@${spec.range ?? 'latest'}`,
          locked?.tarball,
          io,
        )
      }
      case 'git': {
        const { repositoryFiles } = await import('../git/repository-files.ts')
        return repositoryFiles(spec, locked?.resolved, io)
      }
    }
  }
}
