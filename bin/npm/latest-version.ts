import { parseJson } from '../../generators/json.ts'
import { UnavailableError } from '../../generators/unavailable.ts'
import type { Io } from '../io.ts'
import { withNpm } from './npm.ts'
import { reasonIn } from './npm-reason.ts'

/** The time limit for npm in milliseconds. */
const timeout = 60_000

/**
 * Asks npm for the latest version of a package.
 * @throws UnavailableError when npm can't be run, or can't reach the registry
 */
export async function latestVersion(name: string, io: Pick<Io, 'env' | 'signal'>): Promise<string> {
  const flags = ['--json', '--prefer-online', '--fetch-retries=1', '--fetch-timeout=20000']
  const { failed, stdout, stderr } = await withNpm(io, timeout, (npm) =>
    npm(['view', name, 'version', ...flags]),
  )
  const version = failed ? undefined : parseJson(stdout)
  if (typeof version === 'string' && /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version)) return version
  const why = failed ? reasonIn(stderr, stdout) : 'npm named no version'
  throw new UnavailableError([
    {
      what: `cannot ask npm for the latest version of ${name}: ${why}`,
      fix: 'Check the network and your .npmrc, or omit --online.',
    },
  ])
}
