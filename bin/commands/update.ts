import { type NamedCommand, strayTrust, trustProblems } from '../../generators/house/trust.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { parseArgv } from '../argv/parse.ts'
import type { UpdateFlags, UpdateSaid } from '../argv/update-line.ts'
import type { Io } from '../io.ts'
import type { Outcome } from '../report/outcome.ts'
import { signalOf } from '../report/stop.ts'
import type { Updated, UpdateEnding } from '../report/update/ending.ts'
import { updateOutcome } from '../report/update/outcome.ts'
import { applyUpdate, placeAt } from '../request/apply-update.ts'
import { abortUpdate, finishUpdate } from '../request/finish-update.ts'
import { recovered } from '../request/planner.ts'
import { optionsOf, updateLayers } from '../request/update-layers.ts'
import { stopAfter } from './stop-after.ts'

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
    const place = await placeAt(directory, io)
    switch (flags.step) {
      case 'abort':
        return await abortUpdate(place, warnings, io)
      case 'continue':
        return await finishUpdate(place, warnings, io, table)
      case 'update':
        return await applyUpdate(place, {
          flags,
          io,
          table,
          layers,
          warnings,
          run: (written, commands) => afterCommands(written, commands, flags, io),
        })
    }
  } catch (error) {
    return stopAfter(error, first, io)
  }
}

/** Reads the command line again if house layers have options of their own. */
async function withLayers(said: UpdateSaid, io: Io, table: Table) {
  const { step, directory, layers: given } = said.flags
  if (step !== 'update') return { said, layers: {} }
  try {
    const layers = await updateLayers(resolveDirectory(directory, io), given, io, table)
    const options = optionsOf(layers)
    if (options === undefined) return { said, layers }
    const { env, platform } = io
    const again = parseArgv(io.argv, { env, platform, table: options })
    if (again.kind !== 'run' || again.command !== 'update')
      throw new Error('not an update any more')
    return { said: again.said, layers }
  } catch (error) {
    // What is wrong with the command line comes first.
    if (said.problems.length > 0) return { said, layers: {} }
    throw error
  }
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
