import type { Request } from '../generators/answers.ts'
import type { Environment, Flags } from './flags.ts'

/** The package manager that runs this program. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn-classic' | 'yarn' | 'bun'

/** Returns the package manager that runs this program; npm when none says so. */
export function packageManager(_env: Environment): PackageManager {
  return 'npm'
}

/** What a repeating command is made from. */
export interface Repeat {
  readonly request: Request
  readonly flags: Pick<Flags, 'git' | 'onConflict'>
  readonly version: string
  readonly manager: PackageManager
  readonly platform: string
}

/** Returns the one line that makes the same repository again without a question. */
export function repeatCommand(_repeat: Repeat): string {
  return ''
}

/** Returns the commands that come next, for a directory as the person wrote it. */
export function nextCommands(_directory: string, _platform: string): readonly string[] {
  return []
}
