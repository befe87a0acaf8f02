import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { git } from '../../bin/git/git.ts'
import type { Io } from '../../bin/io.ts'
import type { Updated } from '../../bin/report/update/ending.ts'
import { applyUpdate, placeAt } from '../../bin/request/apply-update.ts'
import { updateLayers } from '../../bin/request/update-layers.ts'
import { checkRepository } from '../../generators/check-repository.ts'
import type { Finding } from '../../generators/finding.ts'
import { isObject, jsonText, parseJson } from '../../generators/json.ts'
import { intentPath, type Lock } from '../../generators/plan/lock.ts'
import { newService } from '../../generators/service.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import { EngineError, type MergeEngine } from '../../generators/update/merge.ts'
import { recordOf } from '../../generators/update-repository.ts'
import { completeAnswers } from '../answers.ts'
import type { FileTree } from '../file-tree.ts'
import { writeFiles } from '../folder.ts'
import type { Known } from '../known-options.ts'
import type { RenderInput } from '../render-tree.ts'
import { templatesOf } from '../templates.ts'
import { repositoryFiles } from './repository-files.ts'
import { type UserFiles, userFiles } from './user-files.ts'

/** How a test repository is made and updated. */
export interface RepositoryOptions {
  /** Whether it is a git repository; true by default. */
  readonly git?: boolean
  /** How to merge: with git (the default), or as on a machine without a recent git. */
  readonly engine?: 'git' | 'built-in'
}

/** What these options have to be. */
export const repositoryOptions: Known<RepositoryOptions> = {
  git: 'true or false',
  engine: ['git', 'built-in'],
}

/** A repository in a temporary folder. */
export interface TestRepository {
  /** Returns its files now. */
  files(): FileTree
  lock(): Promise<Lock>
  /** Lets a user edit the files. */
  edit(user: (files: UserFiles) => void | Promise<void>): Promise<void>
  /** Commits everything, changes go-docker.json to what it is for an input, and updates. */
  update(to: RenderInput): Promise<Updated>
  check(): Promise<readonly Finding[]>
}

/**
 * Renders a repository into a temporary folder, which is removed after the call. No configuration of
 * git has an effect on it, and nothing uses the network.
 * @throws ProblemsError when it can't be rendered; UnavailableError when git doesn't work
 */
export async function inRepository<T>(
  from: RenderInput,
  options: RepositoryOptions,
  act: (repository: TestRepository) => Promise<T>,
): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'scenario-')))
  const directory = join(root, 'repository')
  try {
    await render(from, directory)
    const io = { cwd: directory, env: environment(root), signal: new AbortController().signal }
    const commit = options.git === false ? async () => {} : await committer(directory, io)
    return await act(repositoryIn(directory, { io, commit, engine: options.engine ?? 'git' }))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function render({ answers = {}, layers = [], exclude = [] }: RenderInput, directory: string) {
  const { builtIn, house, ...templates } = await templatesOf(layers)
  const complete = completeAnswers(answers, templates.table)
  const input = { ...templates, answers: complete, exclude, ...(house && { house }) }
  mkdirSync(directory)
  writeFiles(directory, newService(input, builtIn, undefined, directory))
}

type RunTerms = Pick<Io, 'cwd' | 'env' | 'signal'>

interface Terms {
  readonly io: RunTerms
  readonly commit: () => Promise<void>
  readonly engine: 'git' | 'built-in'
}

function repositoryIn(directory: string, { io, commit, engine }: Terms): TestRepository {
  const lock = async () => (await recordOf(directory)).lock
  return {
    files: () => repositoryFiles(directory),
    lock,
    edit: async (user) => user(userFiles(directory)),
    update: async (to) => {
      await commit()
      await changeIntent(directory, to)
      const { table } = await templatesOf([])
      return applyUpdate(await placeAt(directory, io), {
        flags: { set: {}, includeSeeded: false, dryRun: false, allowDirty: false, verbose: false },
        io,
        table,
        layers: await updateLayers(directory, [], io, table),
        warnings: [],
        ...(engine === 'git' ? {} : { merge: noGit }),
      })
    },
    check: async () => (await checkRepository(directory, today())).findings,
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

const noGit: MergeEngine = async () => {
  throw new EngineError('the test uses the built-in engine')
}

/** Changes go-docker.json as a person would; what the input leaves out stays. */
async function changeIntent(directory: string, { answers, layers, exclude }: RenderInput) {
  const { intent } = await recordOf(directory)
  const house = layers === undefined ? undefined : (await templatesOf(layers)).house
  const uses = house?.recordedIn(directory).map(({ use = '' }) => ({ use })) ?? []
  const changed = Object.entries(answers ?? {}).flatMap(([option, value]) =>
    value === undefined ? [] : [[option, value] as const],
  )
  const wanted = {
    ...written(directory),
    answers: { ...intent.answers, ...Object.fromEntries(changed) },
    ...(layers === undefined ? {} : { layers: uses }),
    ...(exclude === undefined ? {} : { exclude }),
  }
  writeFileSync(join(directory, intentPath), jsonText(wanted))
}

/** Returns what go-docker.json contains, with keys that only others know. */
function written(directory: string): object {
  const { paths, read } = repositoryFiles(directory)
  const value = paths().includes(intentPath) ? parseJson(read(intentPath)) : undefined
  return isObject(value) ? value : {}
}

/** Returns an environment in which git has no configuration but the repository's own. */
function environment(root: string): Io['env'] {
  const kept = Object.entries(process.env).filter(([name]) => !/^(GIT_|HOME$|XDG_)/i.test(name))
  return {
    ...Object.fromEntries(kept),
    HOME: root,
    XDG_CONFIG_HOME: root,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_SYSTEM: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: root,
    GIT_AUTHOR_NAME: 'test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
  }
}

/** Makes a folder a git repository with one commit; returns a function that commits again. */
async function committer(directory: string, io: RunTerms): Promise<() => Promise<void>> {
  const setting = { directory, ...io, timeout: 30_000 }
  const run = async (...args: readonly string[]) => {
    const { ok, why } = await git(['-c', 'gc.auto=0', ...args], setting)
    if (ok) return
    const fix = 'Install git, or use git: false.'
    throw new UnavailableError([{ what: `cannot run git ${args[0]} in a test: ${why}`, fix }])
  }
  const commit = () => run('commit', '--quiet', '--allow-empty', '--message', 'test')
  await run('init', '--quiet', '--template=')
  // A create commits what it wrote, even if it is ignored.
  await run('add', '--all', '--force')
  await commit()
  return async () => {
    await run('add', '--all')
    await commit()
  }
}
