import { join } from 'node:path'
import { apply } from '../../generators/disk/apply.ts'
import { removeState, saveState, stateBefore } from '../../generators/disk/saved-state.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import { reservedPrefix } from '../../generators/paths.ts'
import { isWork } from '../../generators/plan/change.ts'
import { some } from '../../generators/plan/some.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { MergeEngine } from '../../generators/update/merge.ts'
import { type PlannedUpdate, planUpdate } from '../../generators/update-repository.ts'
import type { UpdateFlags } from '../argv/update-line.ts'
import { blobsIn } from '../git/blobs.ts'
import { gitMerge } from '../git/merge-tree.ts'
import { otherFiles } from '../git/other-files.ts'
import { dirtyPaths, indexOf, stageConflicts, type WorkTree, workTreeAt } from '../git/work-tree.ts'
import type { Io } from '../io.ts'
import { packageVersion } from '../package.ts'
import type { Updated } from '../report/update/ending.ts'
import type { Place } from './end-update.ts'
import type { UpdateLayers } from './update-layers.ts'

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
}

/**
 * Plans an update, and applies it unless it is a dry run.
 * @throws ProblemsError when it is refused; the errors of planUpdate and apply
 */
export async function applyUpdate(
  place: Place,
  { flags, io, table, layers, warnings, merge = gitMerge(io) }: UpdateTerms,
): Promise<Updated> {
  const { directory, tree } = place
  const planned = await planUpdate({
    directory,
    version: packageVersion,
    builtInTable: table,
    table: layers.house?.table ?? table,
    ...layers,
    set: flags.set,
    includeSeeded: flags.includeSeeded,
    tools: {
      merge,
      blobs: (ids) => blobsIn(directory, ids, io),
      others: async (paths) =>
        tree === undefined ? new Map() : otherFiles(tree, directory, paths),
    },
  })
  const updated = {
    directory,
    planned,
    warnings: [...warnings, ...planned.warnings],
    detail: flags.verbose ? 'full' : 'folded',
  } as const
  const hasConflicts = planned.conflicts.length > 0
  if (flags.dryRun) return { ...updated, kind: hasConflicts ? 'conflict' : 'dry-run' }
  if (!planned.plan.changes.some(isWork)) return { ...updated, kind: 'done' }
  if (tree !== undefined && !flags.allowDirty) await refuseDirty(tree)
  const found = await write(place, planned, io)
  // In git, the state before a complete update is the last commit.
  const isKept = hasConflicts || tree === undefined || flags.allowDirty
  if (!isKept) removeState(place.folder)
  return {
    ...updated,
    kind: hasConflicts ? 'conflicts-left' : 'done',
    ...(isKept ? { backup: place.folder } : {}),
    warnings: [...updated.warnings, ...found],
  }
}

async function refuseDirty(tree: WorkTree): Promise<void> {
  const dirty = await dirtyPaths(tree)
  if (dirty.length === 0) return
  throw new ProblemsError([
    {
      what: `cannot update: there are changes that are not committed in ${some(dirty)}`,
      fix: 'Commit or stash them, or use --allow-dirty.',
    },
  ])
}

/** Saves the state before, writes the plan, and tells git about conflicts. */
async function write(
  { directory, tree, folder }: Place,
  { plan, conflicts }: PlannedUpdate,
  { signal }: Pick<Io, 'signal'>,
): Promise<readonly Finding[]> {
  const paths = conflicts.map(({ path }) => path)
  const index = tree === undefined ? [] : await indexOf(tree, paths)
  saveState(folder, { files: stateBefore(plan.changes), index, conflicts: paths })
  try {
    await apply(plan, { signal })
  } catch (error) {
    removeState(folder)
    throw error
  }
  if (tree === undefined || paths.length === 0) return []
  const why = await stageConflicts(tree, conflicts, index)
  return why === undefined ? [] : [notStaged(directory, why)]
}

function notStaged(directory: string, why: string): Finding {
  const message = `git does not know the conflicts in ${directory} as such: ${why}`
  return warning('update/index', null, message, 'Look for conflict markers in the files.')
}
