import { posix } from 'node:path'

/** A repository as an audit sees it. Paths are relative to its directory, with slashes. */
export interface Repository {
  /** Every file, without links and what is in `.git`. */
  readonly paths: ReadonlySet<string>
  /** Every folder; the directory itself is `.`. */
  readonly folders: ReadonlySet<string>
  /** Every link. What is behind it is not read. */
  readonly links: ReadonlySet<string>
  /** The text of the files that an audit reads. */
  readonly texts: ReadonlyMap<string, string>
  /** Whether the directory has a `.git`, which a build context may carry along. */
  readonly git: boolean
  /** The files that git has although a .gitignore names them, as far as git was asked. */
  readonly tracked: ReadonlySet<string>
  /** Set if there were too many files: a missing one may then exist. */
  readonly partial: boolean
  /** The files that an audit would have read, and why it did not. */
  readonly unread: ReadonlyMap<string, string>
}

/** Returns a repository with these files. */
export function repositoryOf(files: Readonly<Record<string, string>>): Repository {
  const texts = new Map(Object.entries(files))
  return {
    paths: new Set(texts.keys()),
    folders: foldersOf(texts.keys()),
    links: new Set(),
    texts,
    git: false,
    tracked: new Set(),
    partial: false,
    unread: new Map(),
  }
}

/** Returns the folders that contain some files, the directory itself included. */
export function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set(['.'])
  for (const path of paths) {
    for (let at = posix.dirname(path); !folders.has(at) && at !== '/'; at = posix.dirname(at)) {
      folders.add(at)
    }
  }
  return folders
}

/** Returns a path below a folder; undefined if it leaves the repository. */
export function below(folder: string, path: string): string | undefined {
  const joined = posix.normalize(posix.join(folder, path)).replace(/(?<=.)\/$/, '')
  return joined === '..' || joined.startsWith('../') || path.startsWith('/') ? undefined : joined
}

/** Returns the path of a source of COPY, whose slash at the start is that of the context. */
export function belowContext(context: string, source: string): string | undefined {
  return below(context, source.replace(/^\/+/, '') || '.')
}

/** Returns whether there is a file or a folder at a path. */
export function exists({ paths, folders }: Repository, path: string): boolean {
  return paths.has(path) || folders.has(path)
}

/** Returns the files below a folder. */
export function filesBelow({ paths }: Repository, folder: string): readonly string[] {
  return folder === '.' ? [...paths] : [...paths].filter((path) => path.startsWith(`${folder}/`))
}
