import { takenBackFindings, waitingFinding } from '../../generators/disk/interrupted.ts'
import { recover, waitingRun } from '../../generators/disk/transaction/index.ts'
import type { Finding } from '../../generators/finding.ts'
import { ProblemsError } from '../../generators/problem.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { parseArgv } from '../argv/parse.ts'
import type { UpdateFlags, UpdateSaid } from '../argv/update-line.ts'
import { type Io, print } from '../io.ts'
import type { Outcome } from '../report/outcome.ts'
import { stopOf } from '../report/stop.ts'
import type { UpdateEnding } from '../report/update/ending.ts'
import { updateOutcome } from '../report/update/outcome.ts'
import { applyUpdate, placeAt } from '../request/apply-update.ts'
import { abortUpdate, continueUpdate } from '../request/end-update.ts'
import { updateLayers } from '../request/update-layers.ts'

/** Runs an update. Returns its outcome and never rejects. */
export async function runUpdate(said: UpdateSaid, io: Io, table: Table): Promise<Outcome> {
  return updateOutcome(await ended(said, io, table))
}

async function ended(line: UpdateSaid, io: Io, table: Table): Promise<UpdateEnding> {
  const { flags: first } = line
  try {
    const { said, layers } = await withLayers(line, io, table)
    const { flags, problems } = said
    if (problems.length > 0) return { kind: 'usage', problems }
    const directory = resolveDirectory(flags.directory, io)
    const warnings = await recovered(directory, flags)
    const place = await placeAt(directory, io)
    switch (flags.step) {
      case 'abort':
        return await abortUpdate(place, warnings, io)
      case 'continue':
        return await continueUpdate(place, warnings, io)
      case 'update':
        return await applyUpdate(place, { flags, io, table, layers, warnings })
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

/** Undoes what a killed run left; a dry run only says so. */
async function recovered(directory: string, { dryRun }: UpdateFlags): Promise<readonly Finding[]> {
  if (!dryRun) return takenBackFindings(await recover(directory))
  const stage = waitingRun(directory)
  return stage === undefined ? [] : [waitingFinding(stage)]
}
