import type { Request } from '../../generators/questions/answers.ts'
import { valueIn } from '../../generators/questions/answers.ts'
import { flagWords, type Table } from '../../generators/questions/table.ts'
import type { Flags } from '../argv/create-line.ts'
import { isReserved } from '../commands/command.ts'
import { createCommand, type PackageManager } from '../package-manager.ts'

/** What the repeat command depends on. */
export interface Repeat {
  readonly request: Request
  readonly flags: Pick<Flags, 'git' | 'layers' | 'onConflict'>
  readonly version: string
  readonly manager: PackageManager
  readonly platform: string
  readonly table: Table
}

/** Returns the command line that creates the same repository again without questions. */
export function repeatCommand(repeat: Repeat): string {
  const { request, flags, version, manager, platform, table } = repeat
  const { directory, answers } = request
  const words = [
    isReserved(directory) ? `./${directory}` : directory,
    '--name',
    answers.name,
    '--module',
    answers.module,
    ...flags.layers.flatMap((spec) => ['--layer', spec]),
    ...Object.entries(table).flatMap(([option, { flag }]) =>
      flagWords(flag, valueIn(answers, option)),
    ),
    ...(flags.onConflict === undefined ? [] : ['--on-conflict', flags.onConflict]),
    ...(flags.git ? [] : ['--no-git']),
    '--yes',
  ]
  return createCommand(manager, words, { release: version, platform })
}
