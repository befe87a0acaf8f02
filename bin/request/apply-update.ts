import { join } from 'node:path'
import { apply } from '../../generators/disk/apply.ts'
import {
  covers,
  putState,
  removeState,
  type SavedState,
  saveState,
  stateOf,
  statesAt,
} from '../../generators/disk/saved-state.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import { commandsOf, type NamedCommand } from '../../generators/house/trust.ts'
import { reservedPrefix } from '../../generators/paths.ts'
import { isWork } from '../../generators/plan/change.ts'
import { some } from '../../generators/plan/some.ts'
import type { File } from '../../generators/plan/tree.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { MergeEngine } from '../../generators/update/merge.ts'
import { type PlannedUpdate, planUpdate } from '../../generators/update-repository.ts'
import type { UpdateFlags } from '../argv/update-line.ts'
import { blobsIn } from '../git/blobs.ts'
import { ignoredAmong } from '../git/ignored.ts'
import { gitMerge } from '../git/merge-tree.ts'
import { otherFiles } from '../git/other-files.ts'
import { stageConflicts } from '../git/staging.ts'
import { sparseProblem } from '../git/tracked.ts'
import {
  areCommitted,
  dirtyPaths,
  indexOf,
  isIgnored,
  unstoppable,
  type WorkTree,
  workTreeAt,
} from '../git/work-tree.ts'
import type { Io } from '../io.ts'
import { packageVersion } from '../package.ts'
import { commandsAs } from '../report/commands.ts'
import type { Updated } from '../report/update/ending.ts'
import type { Place } from './finish-update.ts'
import { publishedContents } from './published-contents.ts'
import { optionsOf, type UpdateLayers } from './update-layers.ts'

/** The folder for the state before an update, where there is no git directory. */
const backupName = `${reservedPrefix}-backup`

/** Returns the place of a repository. @param directory an absolute path */
export async function placeAt(directory: string, io: Pick<Io, 'env' | 'signal'>): Promise<Place> {
  const tree = await workTreeAt(directory, io)
  return { directory, tree, folder: tree?.stateFolder ?? join(directory, backupName) }
}

/** What an update is planned and applied with. */
export interface UpdateTerms {
  readonly flags: Pick<UpdateFlags, 'set' | 'includeSeeded' | 'dryRun' | 'allowDirty' | 'verbose'>
  readonly io: Pick<Io, 'env' | 'signal'>
  readonly table: Table
  readonly layers: UpdateLayers
  readonly warnings: readonly Finding[]
  /** The engine to merge with; git's by default. */
  readonly merge?: MergeEngine
  /** Runs the commands of the layers after the files are written; otherwise, they are left. */
  readonly run?: (
    written: Omit<Updated, 'kind'>,
    commands: readonly NamedCommand[],
  ) => Promise<Updated>
}

/**
 * Plans an update, and applies it unless it is a dry run.
 * @throws ProblemsError when it is refused; the errors of planUpdate and apply
 */
export async function applyUpdate(
  place: Place,
  { flags, io, table, layers, warnings, merge = gitMerge(io), run }: UpdateTerms,
): Promise<Updated> {
  const { directory, tree } = place
  const planned = await planUpdate({
    directory,
    version: packageVersion,
    builtInTable: table,
    table: optionsOf(layers) ?? table,
    ...layers,
    set: flags.set,
    includeSeeded: flags.includeSeeded,
    tools: {
      merge,
      // git's objects cost nothing; npm may ask a registry.
      lastContents: (lock) => [
        (ids) => blobsIn(directory, ids, io),
        publishedContents(
          { lock, builtInTable: table, house: layers.oldHouse, cache: 'prefer-offline' },
          io,
        ),
      ],
      ignored: async (paths) => (tree && (await ignoredAmong(tree, paths))) ?? new Set(),
      others: async (paths) =>
        tree === undefined ? new Map() : otherFiles(tree, directory, paths),
    },
  })
  const gone = planned.conflicts.filter(({ kind }) => kind === 'modify/delete')
  const goneAt = gone.map(({ path }) => path)
  const sparse = tree && (await sparseProblem('update', directory, goneAt, io))
  if (sparse !== undefined) throw new ProblemsError([sparse])
  const updated = {
    directory,
    planned,
    warnings: [...warnings, ...planned.warnings, ...aboutNewLayers(planned, layers, place)],
    commands: [],
    problems: [],
    detail: flags.verbose ? 'full' : 'folded',
  } as const
  const hasConflicts = planned.conflicts.length > 0
  const isNothing = !planned.plan.changes.some(isWork)
  const commands = isNothing ? [] : commandsOf(layers.house?.layers ?? [])
  if (flags.dryRun) {
    const kind = hasConflicts ? 'conflict' : 'dry-run'
    const found = await ignoredIn(tree, planned)
    const dry = { ...updated, warnings: [...updated.warnings, ...found] }
    return { ...dry, kind, commands: commandsAs('planned', commands) }
  }
  if (isNothing) return { ...updated, kind: 'done' }
  if (tree !== undefined && !flags.allowDirty) await refuseDirty(tree)
  const { backup, warnings: found } = await write(place, planned, io)
  const written = {
    ...updated,
    ...(backup === undefined ? {} : { backup }),
    warnings: [...updated.warnings, ...found],
  }
  if (hasConflicts) {
    return { ...written, kind: 'conflicts-left', commands: commandsAs('left', commands) }
  }
  if (commands.length === 0) return { ...written, kind: 'done' }
  if (run !== undefined) return run(written, commands)
  return { ...written, kind: 'done', commands: commandsAs('left', commands) }
}

/** Returns warnings about the sources of the layers if they differ from those of the lock. */
function aboutNewLayers(
  { edits }: PlannedUpdate,
  { house }: UpdateLayers,
  { directory, tree }: Place,
): readonly Finding[] {
  const isNew = edits.some(({ key }) => key === 'layers')
  return isNew ? (house?.warningsIn(directory, tree?.prefix) ?? []) : []
}

async function refuseDirty(tree: WorkTree): Promise<void> {
  if (await isIgnored(tree)) {
    const what = `cannot update: git ignores ${tree.setting.directory}, so nothing in it is committed`
    throw new ProblemsError([{ what, fix: 'Make it a repository, or use --allow-dirty.' }])
  }
  const dirty = await dirtyPaths(tree)
  if (dirty.length === 0) return
  throw new ProblemsError([
    {
      what: `cannot update: there are changes that are not committed in ${listed(dirty)}`,
      fix: 'Commit or stash them, or use --allow-dirty.',
    },
  ])
}

/** Returns the names of some files, or of the first ones and the number of others. */
function listed(paths: readonly string[]): string {
  const [first, others] = [paths.slice(0, 10), paths.slice(10)]
  return [...first, ...(others.length > 0 ? [`${others.length} more`] : [])].join(', ')
}

/**
 * Saves the state before, writes the plan, and tells git about conflicts. Returns where the state is
 * if it stays: it is needed to go back from conflicts, or nothing else has all of its files.
 */
async function write(
  { directory, tree, folder }: Place,
  { plan, conflicts }: PlannedUpdate,
  { signal }: Pick<Io, 'signal'>,
): Promise<{ readonly backup?: string; readonly warnings: readonly Finding[] }> {
  const paths = conflicts.map(({ path }) => path)
  const before = stateOf(plan.changes)
  const state: SavedState = {
    ...before,
    index: tree === undefined ? [] : await indexOf(tree, paths),
    conflicts: paths,
    committed: tree !== undefined && (await areCommitted(tree, filesIn(before))),
  }
  const older = statesAt(folder)
  let backup = saveState(folder, state)
  try {
    const claimed = async () => {
      backup = await putState(backup, folder)
    }
    await apply(plan, { signal, claimed })
  } catch (error) {
    removeState(backup)
    throw error
  }
  for (const [place, other] of older) {
    const isCommitted = tree !== undefined && other.committed
    if (isCommitted || covers(state, other)) removeState(place)
  }
  const isKept = conflicts.length > 0 || !state.committed
  if (!isKept) removeState(backup)
  // The files are written, so nothing stops the rest.
  const rest = tree && unstoppable(tree)
  const why = rest && (await stageConflicts(rest, conflicts))
  return {
    ...(isKept ? { backup } : {}),
    warnings: [
      ...(why === undefined ? [] : [notStaged(directory, why)]),
      ...(await ignoredIn(rest, { plan })),
    ],
  }
}

/** Returns a warning about what is written where git ignores it, with the lines that it has now. */
async function ignoredIn(
  tree: WorkTree | undefined,
  { plan: { changes } }: Pick<PlannedUpdate, 'plan'>,
): Promise<readonly Finding[]> {
  const written = changes.filter((change) => isWork(change) && change.status !== 'remove')
  const paths = written.map(({ path }) => path)
  const ignored = [...((tree && (await ignoredAmong(tree, paths))) ?? [])]
  if (ignored.length === 0) return []
  const message = `git ignores ${some(ignored)}, so that no clone has ${ignored.length === 1 ? 'it' : 'them'}`
  const remedy =
    'Add what should be committed with git add --force, or exclude it in go-docker.json.'
  return [warning('update/ignored', null, message, remedy)]
}

/** Returns the files of a state that existed. */
function filesIn({ files }: Pick<SavedState, 'files'>): ReadonlyMap<string, File> {
  return new Map([...files].flatMap(([path, file]) => (file === undefined ? [] : [[path, file]])))
}

function notStaged(directory: string, why: string): Finding {
  const message = `git does not know the conflicts in ${directory} as such: ${why}`
  return warning('update/index', null, message, 'Look for conflict markers in the files.')
}
