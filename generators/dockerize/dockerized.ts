import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtInDockerize } from '../layers/built-in.ts'
import { builtInLayer } from '../layers/layers.ts'
import type { Lock } from '../plan/lock.ts'
import type { Provenance } from '../plan/record.ts'
import type { Tree } from '../plan/tree.ts'
import type { Value } from '../questions/table.ts'
import { buildDockerized } from './build.ts'
import { type Design, designOf } from './design.ts'
import { hasOwnDockerfile, presentOtherwise } from './existing.ts'
import type { Facts } from './facts.ts'
import { dockerizeName } from './names.ts'
import { partialProblems } from './warnings.ts'

/** What a repository is dockerized from. */
export interface DockerizedInput {
  /** The repository as an absolute path. */
  readonly directory: string
  readonly name: string
  readonly facts: Facts
  /** The answers that were given, by option; the facts decide the others. */
  readonly given: Readonly<Record<string, Value>>
  /** The version of this package. */
  readonly version: string
  /** The names in the repository's folder. */
  readonly names: ReadonlySet<string>
  readonly lock: Lock | undefined
  /** The paths that the repository excludes. */
  readonly exclude: readonly string[]
  /** Whether existing files are replaced, a Dockerfile included. */
  readonly overwrites: boolean
}

/** The container files of a repository, and what is known about them. */
export interface Dockerized {
  readonly design: Design
  readonly tree: Tree
  readonly provenance: Provenance
}

/** Makes the container files of a repository, and looks at the disk for what they refer to. */
export function dockerized(input: DockerizedInput): Dockerized {
  const { directory, name, facts, given, version, names, lock, exclude, overwrites } = input
  const exists = (path: string) => existsSync(join(directory, path))
  const posix = directory.replaceAll('\\', '/')
  const designed = designOf({ directory: posix, name, facts, given, exists })
  const mains = designed.images.map(({ main }) => main)
  const partial = lock === undefined ? [] : partialProblems(facts, mains)
  const design = { ...designed, problems: [...designed.problems, ...partial] }
  const { layers, integrity } = builtInDockerize()
  const { base, images, context } = design
  const own = !overwrites && hasOwnDockerfile(names, lock)
  const built = buildDockerized(
    { name, facts, base, images, context, hasOwnDockerfile: own },
    layers,
  )
  // A Dockerfile of the user's may need what our lines hide.
  const ignored = own && !Object.hasOwn(lock?.files ?? {}, '.dockerignore') ? ['.dockerignore'] : []
  const left = new Set([...exclude, ...presentOtherwise(names, lock).keys(), ...ignored])
  return {
    design,
    tree: new Map([...built].filter(([path]) => !left.has(path))),
    provenance: {
      generator: dockerizeName,
      answers: { ...given, name, module: facts.module },
      exclude,
      layers: [{ name: builtInLayer, version, integrity }],
    },
  }
}
