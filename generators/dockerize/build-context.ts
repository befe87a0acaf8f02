import { posix } from 'node:path'
import type { Facts } from './facts.ts'

/** The folder that `docker build` sends, and where the module is in it. */
export interface BuildContext {
  /** The folder, relative to the module's: `.`, or `..` and the like where other modules are needed. */
  readonly folder: string
  /** The module's folder in it; empty for the folder itself, otherwise with a slash at the end. */
  readonly own: string
  /** The files that decide which modules are downloaded, relative to the folder, by the place they are copied to. */
  readonly moduleFiles: readonly ModuleFiles[]
  /** Whether there is anything to download. */
  readonly downloads: boolean
}

/** Files to copy into one folder of the build stage. */
export interface ModuleFiles {
  readonly from: readonly string[]
  /** Relative to the folder of the build context. */
  readonly to: string
}

/**
 * Returns the build context of a module. A work space or a replacement by a folder outside of the
 * module's own needs a folder above.
 * @param exists whether a path, relative to the module's folder, exists
 * @param name the path of the folder above the module's, for a name below it; see `ownFolder`
 */
export function buildContextOf(
  facts: Facts,
  exists: (path: string) => boolean,
  absolute: string,
): BuildContext {
  const { workspace, replaces, vendor, requires } = facts
  const others = [...(workspace?.modules ?? []), ...replaces].map(({ path }) =>
    posix.normalize(path),
  )
  const all = [...others, ...(workspace === null ? [] : [posix.dirname(workspace.path)])]
  const up = Math.max(
    0,
    ...all.map((path) => path.split('/').filter((part) => part === '..').length),
  )
  const folder = up === 0 ? '.' : Array(up).fill('..').join('/')
  const own = up === 0 ? '' : `${absolute.split('/').slice(-up).join('/')}/`
  const places = [...new Set(['.', ...others])]
  const inContext = (path: string): string => {
    const place = posix.normalize(posix.join(own === '' ? '.' : own, path))
    return place === './' ? '.' : place.replace(/\/$/, '')
  }
  const work =
    workspace === null ? [] : [workspace.path, workspace.path.replace(/\.work$/, '.work.sum')]
  const moduleFiles = [
    { to: inContext(posix.dirname(workspace?.path ?? '.')), from: work },
    ...places.map((place) => ({
      to: inContext(place),
      from: [posix.join(place, 'go.mod'), posix.join(place, 'go.sum')],
    })),
  ].flatMap(({ to, from }) => {
    const there = from.filter(exists).map(inContext)
    return there.length === 0 ? [] : [{ to, from: there }]
  })
  const downloads = !vendor && (requires || others.length > 0)
  return { folder, own, moduleFiles: downloads ? moduleFiles : [], downloads }
}
