import { isAbsolute, posix, relative, resolve } from 'node:path'
import { type Finding, warning } from '../finding.ts'
import type { Context } from '../layers/context.ts'
import { intentPath, type LockLayer } from '../plan/lock.ts'
import type { Tree } from '../plan/tree.ts'
import { type Problem, ProblemsError } from '../problem.ts'
import type { Table } from '../questions/table.ts'
import { tableProblems } from '../questions/table-problems.ts'
import { UnavailableError } from '../unavailable.ts'
import { extendTable } from './extend-table.ts'
import type { House } from './house.ts'
import type { HouseLayer, Manifest } from './house-layer.ts'
import { knownIn } from './known.ts'
import { type Mergers, overlay } from './overlay.ts'
import { type LayerContent, readLayer } from './read-layer.ts'
import { setAnswerProblems } from './set-answers.ts'
import { localWarning, type Spec } from './spec.ts'

/** Where a house layer comes from. */
export interface Source {
  readonly spec: Spec
  /** The absolute folder that a relative SPEC is relative to. */
  readonly base: string
  /** What the lock says about it; undefined to take the newest that the SPEC allows. */
  readonly locked?: LockLayer
  /** Whether the record of a repository names it, and not the command line. */
  readonly isRecorded?: boolean
}

/** The content of a layer, and what its SPEC resolved to. */
export interface Fetched extends LayerContent, Pick<LockLayer, 'resolved' | 'tarball'> {}

/**
 * Fetches the files of a layer, exactly those of the lock if it is given.
 * @throws UnavailableError when they can't be had
 */
export type Fetch = (source: Source) => Promise<Fetched>

/** What layers are loaded with. */
export interface LoadTerms {
  readonly fetch: Fetch
  /** The built-in options. */
  readonly table: Table
  /** The flags of a create that are no options. */
  readonly runFlags: readonly string[]
  /** The version of this package. */
  readonly version: string
}

/**
 * Loads house layers, in the order in which they are laid over each other.
 * @throws UnavailableError when a layer can't be had or is broken, with every problem;
 * ProblemsError when it is not the one in the lock
 */
export async function loadHouse(sources: readonly Source[], terms: LoadTerms): Promise<House> {
  let table = terms.table
  const loaded: Loaded[] = []
  for (const source of sources) {
    const one = await load(source, table, terms)
    loaded.push(one)
    table = extended(table, one, terms)
  }
  const twice = loaded.find(
    ({ layer }, index) =>
      loaded.findIndex((other) => nameOf(other) === layer.manifest.name) < index,
  )
  if (twice !== undefined) throw unusable([twoNamed(nameOf(twice))])
  const mergers = await mergersFor(loaded)
  return {
    table,
    layers: loaded.map(({ layer }) => layer),
    warningsIn: (directory, prefix = '') =>
      loaded.flatMap(({ source }) => warningsOf(source, directory, prefix)),
    recordedIn: (directory) => loaded.map((one) => recorded(one, directory)),
    overlay: (tree: Tree, context: Context) =>
      loaded.reduce((below, { layer }) => overlay(below, layer, context, mergers), tree),
  }
}

function twoNamed(name: string): Problem {
  const fix = `Use only one of them: see layers in ${intentPath}, and --layer.`
  return { what: `two layers are named ${name}`, fix }
}

interface Loaded extends Fetched {
  readonly source: Source
  readonly layer: HouseLayer
}

function nameOf({ layer }: Loaded): string {
  return layer.manifest.name
}

async function load(source: Source, below: Table, terms: LoadTerms): Promise<Loaded> {
  const { spec, locked } = source
  const use = spec.text
  const fetched = await terms.fetch(source)
  const read = readLayer(fetched, (manifest) => knownIn(extendTable(below, [manifest]).table))
  if ('problems' in read) {
    throw unusable(
      read.problems.map(({ what, ...fix }) => ({ what: `layer ${use}: ${what}`, ...fix })),
    )
  }
  if (locked !== undefined && read.layer.integrity !== locked.integrity) {
    const what = `layer ${use} is not the one that the repository was written with: its digest is ${read.layer.integrity}, not ${locked.integrity}`
    throw new ProblemsError([{ what, fix: 'Run create-go-docker update to move to the new one.' }])
  }
  await refuseOthersVersion(read.layer.manifest, use, terms.version)
  return { ...fetched, source, layer: read.layer }
}

/** Refuses a layer that was not made for this version of the package. */
async function refuseOthersVersion(
  { extends: range }: Manifest,
  use: string,
  version: string,
): Promise<void> {
  if (range === undefined) return
  const { default: semver } = await import('semver')
  if (semver.satisfies(version, range, { includePrerelease: true })) return
  const what = `layer ${use} works with create-go-docker ${range}, and this is ${version}`
  const fix = 'Use a version of create-go-docker or of the layer that fits.'
  throw unusable([{ what, fix }])
}

/** Returns what others should know about a source that they may not have. */
function warningsOf(source: Source, directory: string, prefix: string): readonly Finding[] {
  const local = localWarning(source.spec)
  if (local !== undefined) return [local]
  if (source.spec.kind !== 'folder') return []
  const use = recordedUse(source, directory)
  if (!posix.join(prefix, use).startsWith('..')) return []
  const message = `the layer ${use} is outside the repository, so that a clone does not have it`
  const remedy = 'Use a folder in the repository, an npm package, or a git repository.'
  return [warning('layer/outside', intentPath, message, remedy)]
}

function extended(below: Table, { layer, source }: Loaded, { runFlags }: LoadTerms): Table {
  const { manifest } = layer
  const { table, problems } = extendTable(below, [manifest])
  const first = problems.length > 0 ? problems : tableProblems(table, runFlags)
  // Nobody migrates to the layer of a lock.
  const isNew = first.length === 0 && source.locked === undefined
  const all = isNew ? setAnswerProblems(manifest, table) : first
  if (all.length > 0) throw unusable(all)
  return table
}

function unusable(problems: readonly Problem[]): UnavailableError {
  return new UnavailableError(problems)
}

/** Loads the merges that some layers use. */
async function mergersFor(loaded: readonly Loaded[]): Promise<Mergers> {
  const verbs = new Set(loaded.flatMap(({ layer }) => layer.manifest.files.map(({ verb }) => verb)))
  const unused = () => ({ problem: 'its merger was not loaded' })
  const yaml = verbs.has('merge-yaml') ? await import('./merge-yaml.ts') : undefined
  const dockerfile = verbs.has('merge-dockerfile')
    ? await import('./merge-dockerfile.ts')
    : undefined
  return {
    'merge-yaml': yaml?.mergeYaml ?? unused,
    'merge-dockerfile': dockerfile?.mergeDockerfile ?? unused,
  }
}

/** Returns what the lock of a repository says about a layer. */
function recorded({ source, layer, resolved, tarball }: Loaded, directory: string): LockLayer {
  const { name, version } = layer.manifest
  return {
    name,
    version,
    integrity: layer.integrity,
    use: recordedUse(source, directory),
    ...(resolved === undefined ? {} : { resolved }),
    ...(tarball === undefined ? {} : { tarball }),
  }
}

/** A relative folder is recorded relative to the repository, so that it is found from anywhere. */
function recordedUse({ spec, base }: Source, directory: string): string {
  if (spec.kind !== 'folder' || isAbsolute(spec.path)) return spec.text
  const way = relative(directory, resolve(base, spec.path)).replaceAll('\\', '/')
  // On Windows, no relative path leads to another drive.
  if (isAbsolute(way)) return way
  return way === '..' || way.startsWith('../') ? way : `./${way}`
}
