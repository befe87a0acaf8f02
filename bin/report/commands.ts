import { commandText, type NamedCommand, trustText } from '../../generators/house/trust.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** A command of a layer, and whether it ran: `left` if it failed, or was not run but has to be. */
export interface CommandResult extends NamedCommand {
  readonly status: 'planned' | 'done' | 'left'
}

/** Returns commands with one status. */
export function commandsAs(
  status: CommandResult['status'],
  commands: readonly NamedCommand[],
): readonly CommandResult[] {
  return commands.map((command) => ({ ...command, status }))
}

/** Returns the lines about commands that a run would run, or has run. */
export function layerCommandLines(
  commands: readonly CommandResult[],
  style: Style,
): readonly string[] {
  const planned = commands.filter(({ status }) => status === 'planned')
  const done = commands.filter(({ status }) => status === 'done')
  return [
    ...(planned.length === 0 ? [] : ['Commands of the layers, to be run after the files:']),
    ...planned.map(({ layer, argv }) => `  ${visible(commandText(argv))} (${layer})`),
    ...done.map(
      ({ layer, argv }) => `${style.good('✓')} Ran ${visible(commandText(argv))} (${layer})`,
    ),
  ]
}

/** Returns the lines about the trust that the commands of a dry run need. */
export function neededTrustLines(commands: readonly CommandResult[]): readonly string[] {
  const trusts = new Set(commands.map(({ layer, digest }) => trustText(layer, digest)))
  return [...trusts].map((trust) => `  They run only with --trust ${trust}`)
}

/** Returns the commands of layers that have to be run by hand, as one line; undefined if none has to. */
export function leftCommands(commands: readonly CommandResult[]): string | undefined {
  const left = commands.filter(({ status }) => status === 'left')
  if (left.length === 0) return undefined
  return left.map(({ argv }) => visible(commandText(argv))).join(' && ')
}
