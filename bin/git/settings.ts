import type { Override } from './git.ts'

/** A setting in one of git's configuration files. */
export interface ScopedSetting {
  /** `system`, `global`, `local` or `worktree`. */
  readonly scope: string
  readonly name: string
  readonly value: string
}

/** Returns the settings in the output of `git config --null --show-scope --get-regexp`. */
export function settingsIn(output: Uint8Array): readonly ScopedSetting[] {
  const words = Buffer.from(output).toString().split('\0')
  return words.flatMap((scope, index) => {
    const setting = words[index + 1]
    if (index % 2 === 1 || setting === undefined) return []
    const [name = ''] = setting.split('\n', 1)
    // A name without a value is true.
    const value = setting === name ? 'true' : setting.slice(name.length + 1)
    return [{ scope, name, value }]
  })
}

/** Returns whether a setting belongs to the user or the system, and not to a repository. */
export function isUsers({ scope }: ScopedSetting): boolean {
  return scope === 'global' || scope === 'system'
}

/** Returns the settings of the user and the system, in order. */
export function usersSettings(settings: readonly ScopedSetting[]): readonly Override[] {
  return settings.filter(isUsers).map(({ name, value }) => [name, value])
}
