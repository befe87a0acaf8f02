import { ProblemsError } from '../../generators/problem.ts'
import { gitBytes, type Override, type Setting } from './git.ts'
import { isUsers, settingsIn, usersSettings } from './settings.ts'

/**
 * Returns settings that replace the filters in a repository's own configuration by those of the user
 * and the system with the same name, or by none. Filters are programs, which git starts to compare or
 * add a file. Git LFS stays, because its settings are the user's.
 * @throws ProblemsError when git can't list the filters, or can't replace one
 */
export async function filterOverrides(setting: Setting): Promise<readonly Override[]> {
  // Reading the configuration starts nothing.
  const args = ['config', '--null', '--show-scope', '--get-regexp', '^filter\\.']
  const { ok, exitCode, stdout, why } = await gitBytes(args, setting)
  setting.signal?.throwIfAborted()
  // It exits with 1 if there are none.
  if (!ok && exitCode !== 1) {
    const what = `git cannot list the filters of the repository: ${why}`
    throw new ProblemsError([{ what, fix: 'Use git 2.26 or newer.' }])
  }
  const settings = settingsIn(stdout)
  const users = new Map(usersSettings(settings))
  const own = settings.filter((setting) => !isUsers(setting)).map(({ name }) => name)
  // Git would read the first = as the end of the name.
  const odd = own.find((name) => /[=\uFFFD]/.test(name))
  if (odd !== undefined) {
    const what = `the configuration of the repository has a filter with an unusual name: ${odd}`
    throw new ProblemsError([{ what, fix: 'Rename it.' }])
  }
  return [...new Set(own)].map((name): Override => {
    return [name, users.get(name) ?? (name.endsWith('.required') ? 'false' : '')]
  })
}
