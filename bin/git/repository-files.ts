import { mkdtempSync, rmSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entries } from '../../generators/house/layer-content.ts'
import type { LayerFile } from '../../generators/layers/files.ts'
import { blobId } from '../../generators/plan/digest.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'
import { objectsIn } from './blobs.ts'
import { gitBytes, type Override, type Setting } from './git.ts'
import { settingsIn, usersSettings } from './settings.ts'

/** A git repository, and the branch, tag or commit to read. */
export interface Repository {
  readonly url: string
  /** Undefined for the default branch. */
  readonly ref?: string
}

/** The files of a commit. */
export interface RepositoryFiles {
  readonly files: Entries
  /** The commit, in hexadecimal. */
  readonly resolved: string
}

/** The time limit for each run of git in milliseconds. */
const timeout = 120_000

/** The size limit of all files of a commit in bytes. */
const sizeLimit = 64 * 1024 * 1024

/**
 * What the user and the system configure about the way to a server: credentials, proxies, certificates
 * and other addresses.
 */
const transport = '^(credential|http|url)\\.|^core\\.(sshcommand|askpass)$'

/** The size limit of the list of files of a commit in bytes. */
const listLimit = 8 * 1024 * 1024

/** No other configuration, hook, submodule or helper of the user, the system or the repository applies. */
const settings = [
  ...['-c', `core.hooksPath=${devNull}`, '-c', `core.attributesFile=${devNull}`],
  ...['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
  ...['-c', 'submodule.recurse=false', '-c', 'fetch.recurseSubmodules=false'],
]

/**
 * Fetches the files of a commit into memory. Nothing is checked out.
 * @param commit the commit to fetch, whatever the branch or tag is now
 * @throws UnavailableError when git can't fetch it
 */
export async function repositoryFiles(
  { url, ref = 'HEAD' }: Repository,
  commit: string | undefined,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<RepositoryFiles> {
  const directory = mkdtempSync(join(tmpdir(), 'create-go-docker-git-'))
  const own = { directory, env: isolated(env), timeout, signal, isOwn: true } as const
  try {
    const setting = { ...own, secrets: await transportSettings(own, env) }
    const run = async (args: readonly string[], more?: Partial<Setting>): Promise<Buffer> => {
      const { ok, isCut, stdout, why } = await gitBytes([...settings, ...args], {
        ...setting,
        ...more,
      })
      signal.throwIfAborted()
      if (!ok) throw unavailable(url, isCut ? 'it has too many files' : why)
      return Buffer.from(stdout)
    }
    await run(['init', '--quiet', '--bare', '--template=', '--object-format=sha1', '.'])
    const fetch = ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules']
    await run([...fetch, '--', url, `${commit ?? ref}:refs/heads/layer`])
    const resolved = (await run(['rev-parse', 'refs/heads/layer^{commit}'])).toString().trim()
    if (commit !== undefined && resolved !== commit) {
      throw unavailable(url, `it has ${resolved} in the place of the commit ${commit}`)
    }
    // Sizes are asked for each object only once: a few trees can name the same one a billion times.
    const tree = await run(['ls-tree', '-r', '-z', resolved], { outputLimit: listLimit })
    const listed = entriesIn(tree.toString())
    const ids = [...new Set(listed.flatMap(({ mode, id }) => (mode === undefined ? [] : [id])))]
    const input = `${ids.join('\n')}\n`
    const checked = await run(['cat-file', '--batch-check'], { input })
    const sizes = sizesIn(checked.toString())
    const size = listed.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0)
    if (size > sizeLimit) throw unavailable(url, 'its files have more than 64 MB')
    const contents = objectsIn(await run(['cat-file', '--batch'], { input }))
    const byId = new Map(contents.map((content) => [blobId(content), content]))
    const files = listed.map(({ path, mode, id }) => {
      const bytes = byId.get(id)
      const isFile = mode !== undefined && bytes !== undefined
      return [path, isFile ? { mode, bytes: Buffer.from(bytes) } : undefined] as const
    })
    return { files: new Map(files), resolved }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Returns the settings of the user and the system for the way to a server. */
async function transportSettings(own: Setting, env: Io['env']): Promise<readonly Override[]> {
  const args = ['config', '--null', '--show-scope', '--get-regexp', transport]
  // The ceiling stays, so that no repository is above the folder.
  const GIT_CEILING_DIRECTORIES = tmpdir()
  const { stdout } = await gitBytes(args, { ...own, env: { ...env, GIT_CEILING_DIRECTORIES } })
  own.signal?.throwIfAborted()
  return usersSettings(settingsIn(stdout))
}

function isolated(env: Io['env']): Io['env'] {
  return {
    ...env,
    GIT_ALLOW_PROTOCOL: 'https:ssh:file',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: tmpdir(),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: devNull,
  }
}

interface Entry {
  readonly path: string
  /** Undefined for a link or a submodule. */
  readonly mode: LayerFile['mode'] | undefined
  readonly id: string
}

/** Returns the entries in the output of `git ls-tree -r -z`. */
function entriesIn(output: string): readonly Entry[] {
  return output.split('\0').flatMap((line) => {
    const [, mode, id = '', path = ''] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    if (path === '') return []
    const isFile = mode === '100644' || mode === '100755'
    return [{ path, mode: isFile ? mode : undefined, id }]
  })
}

/** Returns the sizes in bytes in the output of `git cat-file --batch-check`. */
function sizesIn(output: string): ReadonlyMap<string, number> {
  const lines = output.matchAll(/^([0-9a-f]+) blob (\d+)$/gm)
  return new Map([...lines].map(([, id = '', size]) => [id, Number(size)]))
}

function unavailable(url: string, why: string): UnavailableError {
  const fix = 'Check the URL, the branch, tag or commit, the network, and your credentials for git.'
  return new UnavailableError([{ what: `cannot fetch the layer git:${url}: ${why}`, fix }])
}
