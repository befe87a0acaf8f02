import { join } from 'node:path'
import { apply } from '../../generators/disk/apply.ts'
import { takenBackFindings, waitingFinding } from '../../generators/disk/interrupted.ts'
import { dropState, keepState, saveState, stateOf } from '../../generators/disk/saved-state.ts'
import { recover, waitingRun } from '../../generators/disk/transaction/index.ts'
import { type Finding, warning } from '../../generators/finding.ts'
import {
  commandsOf,
  type NamedCommand,
  strayTrust,
  trustProblems,
} from '../../generators/house/trust.ts'
import { reservedPrefix } from '../../generators/paths.ts'
import { isWork } from '../../generators/plan/change.ts'
import { intentPath } from '../../generators/plan/lock.ts'
import { ProblemsError } from '../../generators/problem.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { type PlannedUpdate, planUpdate } from '../../generators/update-repository.ts'
import { parseArgv } from '../argv/parse.ts'
import type { UpdateFlags, UpdateSaid } from '../argv/update-line.ts'
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
import { type Io, print } from '../io.ts'
import { packageVersion } from '../package.ts'
import { commandsAs } from '../report/commands.ts'
import type { Outcome } from '../report/outcome.ts'
import { signalOf, stopOf } from '../report/stop.ts'
import type { Updated, UpdateEnding } from '../report/update/ending.ts'
import { updateOutcome } from '../report/update/outcome.ts'
import { abortUpdate, continueUpdate, type Place } from '../request/end-update.ts'
import { type UpdateLayers, updateLayers } from '../request/update-layers.ts'

/** Runs an update. Returns its outcome and never rejects. */
export async function runUpdate(said: UpdateSaid, io: Io, table: Table): Promise<Outcome> {
  return updateOutcome(await ended(said, io, table))
}

async function ended(line: UpdateSaid, io: Io, table: Table): Promise<UpdateEnding> {
  const { flags: first } = line
  try {
    const { said, layers } = await withLayers(line, io, table)
    const { flags } = said
    const house = layers.house?.layers ?? []
    const stray = flags.step === 'update' ? strayTrust(flags.trusts, house) : []
    const problems = [...said.problems, ...stray]
    if (problems.length > 0) return { kind: 'usage', problems }
    const untrusted = trustProblems(flags.trusts, house, flags.dryRun)
    if (untrusted.length > 0) return { kind: 'untrusted', problems: untrusted }
    const directory = resolveDirectory(flags.directory, io)
    const warnings = await recovered(directory, flags)
    const tree = await workTreeAt(directory, io)
    const place = { directory, tree, folder: tree?.stateFolder ?? join(directory, backupName) }
    switch (flags.step) {
      case 'abort':
        return await abortUpdate(place, warnings, io)
      case 'continue':
        return await continueUpdate(place, warnings, io)
      case 'update':
        return await update(place, { flags, io, table, layers, warnings })
    }
  } catch (error) {
    const unexpected = error instanceof Error && !(error instanceof ProblemsError)
    if (first.verbose && unexpected) print(io.stderr, [error.stack ?? error.message])
    return stopOf(error)
  }
}

/** Reads the command line again if house layers have options of their own. */
async function withLayers(said: UpdateSaid, io: Io, table: Table) {
  const { step, directory, layers: given } = said.flags
  if (step !== 'update') return { said, layers: {} }
  try {
    const layers = await updateLayers(resolveDirectory(directory, io), given, io, table)
    if (layers.house === undefined) return { said, layers }
    const { env, platform } = io
    const again = parseArgv(io.argv, { env, platform, table: layers.house.table })
    if (again.kind !== 'run' || again.command !== 'update')
      throw new Error('not an update any more')
    return { said: again.said, layers }
  } catch (error) {
    // What is wrong with the command line comes first.
    if (said.problems.length > 0) return { said, layers: {} }
    throw error
  }
}

/** The folder for the state before an update, where there is no git directory. */
const backupName = `${reservedPrefix}-backup`

/** Undoes what a killed run left; a dry run only says so. */
async function recovered(directory: string, { dryRun }: UpdateFlags): Promise<readonly Finding[]> {
  if (!dryRun) return takenBackFindings(await recover(directory))
  const stage = waitingRun(directory)
  return stage === undefined ? [] : [waitingFinding(stage)]
}

interface Terms {
  readonly flags: UpdateFlags
  readonly io: Io
  readonly table: Table
  readonly layers: UpdateLayers
  readonly warnings: readonly Finding[]
}

async function update(
  place: Place,
  { flags, io, table, layers, warnings }: Terms,
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
      merge: gitMerge(io),
      blobs: (ids) => blobsIn(directory, ids, io),
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
  return commands.length === 0
    ? { ...written, kind: 'done' }
    : afterCommands(written, commands, flags, io)
}

/** Runs the commands of the layers, and returns how the update ended. */
async function afterCommands(
  written: Omit<Updated, 'kind'>,
  commands: readonly NamedCommand[],
  flags: UpdateFlags,
  io: Io,
): Promise<Updated> {
  const { runCommands } = await import('../request/run-commands.ts')
  const { problem, ...run } = await runCommands(commands, written.directory, io, flags)
  if (problem === undefined) return { ...written, ...run, kind: 'done' }
  const kind = io.signal.aborted ? 'cancelled' : 'failure'
  return { ...written, ...run, kind, ...signalOf(io.signal), problems: [problem] }
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
  { signal }: Io,
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
