import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { unpackTar } from 'modern-tar'
import { readPlain } from '../../generators/disk/read.ts'
import type { Entries } from '../../generators/house/layer-content.ts'
import { isObject, parseJson } from '../../generators/json.ts'
import type { LayerFile } from '../../generators/layers/files.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'
import { withNpm } from './npm.ts'
import { lacksVersion, reasonIn } from './npm-reason.ts'

/** The files of a package, and what its range resolved to. */
export interface PackageFiles {
  readonly files: Entries
  /** `NAME@VERSION` */
  readonly resolved: string
  /** The digest of the archive, as in npm's lock: `sha512-<base64>`. */
  readonly tarball: string
}

const megabyte = 1024 * 1024

/** The time limit for npm in milliseconds. */
const timeout = 120_000

/**
 * Fetches a package with npm, which knows the user's registries and their credentials. No script of
 * the package runs, nothing of it is written but its archive, and a project's .npmrc has no effect.
 * @param spec `NAME@RANGE`
 * @param expected the digest that the archive must have
 * @throws UnavailableError when npm can't fetch it, or it has another digest
 */
export async function packageFiles(
  spec: string,
  expected: string | undefined,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<PackageFiles> {
  // Anything else is a URL, a folder or a repository, for which npm would run programs.
  if (!/^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*@[^:/\\]+$/.test(spec)) {
    throw unavailable(spec, 'it is not a package of a registry')
  }
  // Otherwise, npm may not see a new version for some minutes.
  const cache = expected === undefined ? '--prefer-online' : '--prefer-offline'
  const { archive, id } = await pack(spec, [cache], io, (why) => unavailable(spec, why))
  const tarball = `sha512-${createHash('sha512').update(archive).digest('base64')}`
  if (expected !== undefined && tarball !== expected) {
    throw unavailable(spec, `its digest is ${tarball}, but the lock has ${expected}`)
  }
  return { files: await filesIn(archive), resolved: id, tarball }
}

/** Whether npm may ask the registry for what its cache doesn't have. */
export type Cache = 'offline' | 'prefer-offline'

/**
 * Returns the files of a package that a run can do without, so that npm asks only once.
 * @param spec `NAME@VERSION`
 * @throws UnavailableError when npm can't fetch it
 */
export async function publishedFiles(
  spec: string,
  cache: Cache,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<Entries> {
  const flags = [`--${cache}`, '--fetch-retries=0', '--fetch-timeout=20000']
  return filesIn((await pack(spec, flags, io, (why) => unavailable(spec, why))).archive)
}

/**
 * Returns the files that npm would publish from a folder with a package.json; no script of it runs.
 * @throws UnavailableError when npm can't pack it
 */
export async function packedFolder(
  folder: string,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<Entries> {
  const { archive } = await pack(resolve(folder), [], io, (why) => {
    const fix = 'Install npm, or correct the package.json.'
    return new UnavailableError([{ what: `npm cannot pack ${folder}: ${why}`, fix }])
  })
  return filesIn(archive)
}

/**
 * Runs `npm pack`. Returns the archive, and its `NAME@VERSION`.
 * @param spec a package, or an absolute folder
 * @throws what `failure` returns for the reason, when npm fails
 */
async function pack(
  spec: string,
  flags: readonly string[],
  io: Pick<Io, 'env' | 'signal'>,
  failure: (why: string) => UnavailableError,
): Promise<{ readonly archive: Uint8Array; readonly id: string }> {
  return withNpm(io, timeout, async (npm, folder) => {
    const args = ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', folder]
    const cached = await npm([...args, ...flags])
    // The cache may know the package from before that version was published.
    const isOld = flags.includes('--prefer-offline') && cached.failed && lacksVersion(cached.stdout)
    const online = flags.map((flag) => (flag === '--prefer-offline' ? '--prefer-online' : flag))
    const { failed, stdout, stderr } = isOld ? await npm([...args, ...online]) : cached
    if (failed) throw failure(reasonIn(stderr, stdout))
    const packed = packedIn(stdout)
    if (packed === undefined) throw failure('npm did not say what it packed')
    const archive = readPlain(join(folder, packed.filename), 16 * megabyte)
    return { archive, id: packed.id }
  })
}

/** Returns the name and the file that `npm pack --json` reports. */
function packedIn(stdout: string): { readonly id: string; readonly filename: string } | undefined {
  const value = parseJson(stdout)
  const first: unknown = Array.isArray(value) ? value[0] : undefined
  if (!isObject(first) || typeof first.id !== 'string') return undefined
  const { id, filename } = first
  // npm's own name of the file, which has no separators.
  return typeof filename === 'string' && /^[\w.@-]+$/.test(filename) ? { id, filename } : undefined
}

/** Returns the files of an npm archive, in memory. The first segment of each path is dropped. */
async function filesIn(archive: Uint8Array): Promise<Entries> {
  const bytes = gunzipSync(archive, { maxOutputLength: 64 * megabyte })
  const entries = await unpackTar(bytes)
  return new Map(
    entries.flatMap(({ header, data }): readonly (readonly [string, LayerFile | undefined])[] => {
      if (header.type === 'directory') return []
      const path = header.name.slice(header.name.indexOf('/') + 1)
      if (header.type !== 'file') return [[path, undefined]]
      const mode = ((header.mode ?? 0) & 0o100) === 0 ? '100644' : '100755'
      return [[path, { mode, bytes: Buffer.from(data ?? []) }]]
    }),
  )
}

function unavailable(spec: string, why: string): UnavailableError {
  return new UnavailableError([
    {
      what: `cannot fetch the layer npm:${spec}: ${why}`,
      fix: 'Check the name, the network and your .npmrc.',
    },
  ])
}
