import { join } from 'node:path'
import { apply } from '../../generators/disk/apply.ts'
import { dropState, keepState, saveState, stateOf } from '../../generators/disk/saved-state.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import { commandsOf, type NamedCommand } from '../../generators/house/trust.ts'
import { reservedPrefix } from '../../generators/paths.ts'
import { isWork } from '../../generators/plan/change.ts'
import { intentPath } from '../../generators/plan/lock.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { MergeEngine } from '../../generators/update/merge.ts'
import { type PlannedUpdate, planUpdate } from '../../generators/update-repository.ts'
import type { UpdateFlags } from '../argv/update-line.ts'
import { blobsIn } from '../git/blobs.ts'
import { gitMerge } from '../git/merge-tree.ts'
import { otherFiles } from '../git/other-files.ts'
import {
  dirtyPaths,
  indexOf,
  stageConflicts,
  uncommittedPaths,
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
      others: async (paths) =>
        tree === undefined ? new Map() : otherFiles(tree, directory, paths),
    },
  })
  const updated = {
    directory,
    planned,
    warnings: [...warnings, ...planned.warnings],
    commands: [],
    problems: [],
    detail: flags.verbose ? 'full' : 'folded',
  } as const
  const hasConflicts = planned.conflicts.length > 0
  const isNothing = !planned.plan.changes.some(isWork)
  const commands = isNothing ? [] : commandsOf(layers.house?.layers ?? [])
  if (flags.dryRun) {
    const kind = hasConflicts ? 'conflict' : 'dry-run'
    return { ...updated, kind, commands: commandsAs('planned', commands) }
  }
  if (isNothing) return { ...updated, kind: 'done' }
  if (tree !== undefined && !flags.allowDirty) await refuseDirty(tree)
  // The state before a complete update is in git only if every file that it changes is committed.
  const isCommitted = tree !== undefined && (await areCommitted(tree, planned))
  const found = await write(place, planned, io)
  const isKept = hasConflicts || !isCommitted
  const { lock } = found
  if (isKept) keepState(place.folder, lock)
  else dropState(place.folder, lock)
  const written = {
    ...updated,
    ...(isKept ? { backup: place.folder } : {}),
    warnings: [...updated.warnings, ...found.warnings],
  }
  if (hasConflicts) {
    return { ...written, kind: 'conflicts-left', commands: commandsAs('left', commands) }
  }
  if (commands.length === 0) return { ...written, kind: 'done' }
  if (run !== undefined) return run(written, commands)
  return { ...written, kind: 'done', commands: commandsAs('left', commands) }
}

/** Returns whether each existing file that an update changes is as in the last commit. */
async function areCommitted(tree: WorkTree, { plan }: PlannedUpdate): Promise<boolean> {
  const changed = plan.changes.flatMap((change) =>
    isWork(change) && change.status !== 'create' ? [change.path] : [],
  )
  return (await uncommittedPaths(tree, changed)).every((path) => path === intentPath)
}

async function refuseDirty(tree: WorkTree): Promise<void> {
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

/** Saves the state before, writes the plan, and tells git about conflicts. */
async function write(
  { directory, tree, folder }: Place,
  { plan, conflicts }: PlannedUpdate,
  { signal }: Pick<Io, 'signal'>,
): Promise<{ readonly lock: string; readonly warnings: readonly Finding[] }> {
  const paths = conflicts.map(({ path }) => path)
  const index = tree === undefined ? [] : await indexOf(tree, paths)
  const dirty = tree === undefined ? [] : await uncommittedPaths(tree, paths)
  const state = { ...stateOf(plan.changes), index, conflicts: paths }
  const { lock } = state
  saveState(folder, state)
  try {
    await apply(plan, { signal })
  } catch (error) {
    dropState(folder, lock)
    throw error
  }
  if (tree === undefined || paths.length === 0) return { lock, warnings: [] }
  // A file with changes is not what git has of it.
  const clean = index.filter(
    (line) => !dirty.includes(line.slice(line.indexOf('\t') + 1 + tree.prefix.length)),
  )
  const why = await stageConflicts(tree, conflicts, clean)
  return { lock, warnings: why === undefined ? [] : [notStaged(directory, why)] }
}

function notStaged(directory: string, why: string): Finding {
  const message = `git does not know the conflicts in ${directory} as such: ${why}`
  return warning('update/index', null, message, 'Look for conflict markers in the files.')
}
