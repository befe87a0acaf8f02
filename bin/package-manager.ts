import type { Environment } from './environment.ts'
import { quote } from './report/text.ts'

/** A package manager that can run this program. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn-classic' | 'yarn' | 'bun'

/** Returns the package manager that runs this program; npm if that is unknown. */
export function packageManager(env: Environment): PackageManager {
  const [agent = ''] = (env.npm_config_user_agent ?? '').split(' ')
  const [name, version = ''] = agent.split('/')
  if (name === 'yarn') return /^[01]\./.test(version) ? 'yarn-classic' : 'yarn'
  return name === 'pnpm' || name === 'bun' ? name : 'npm'
}

/** Returns whether npm started this program, through `npm create` or `npm exec`. */
export function startedByNpm(env: Environment): boolean {
  const { npm_config_user_agent: agent = '', npm_command: command = '' } = env
  return agent.startsWith('npm/') && (command === 'init' || command === 'exec')
}

/**
 * How to run this program with each package manager, so that every argument arrives and it asks
 * nothing itself.
 */
const prefixes: Readonly<Record<PackageManager, (release: string) => string>> = {
  npm: (release) => `npm create -y go-docker@${release} --`,
  pnpm: (release) => `pnpm create go-docker@${release}`,
  yarn: (release) => `yarn create go-docker@${release}`,
  // Yarn 1 takes `go-docker@1.0.0` for the name of the program (observed with 1.22.22), so use npx.
  'yarn-classic': (release) => `npx -y create-go-docker@${release}`,
  bun: (release) => `bun create go-docker@${release}`,
}

/**
 * Returns the command line that runs this program with these words; `release` is a version or
 * `latest`.
 */
export function createCommand(
  manager: PackageManager,
  words: readonly string[],
  { release, platform }: { readonly release: string; readonly platform: string },
): string {
  return [prefixes[manager](release), ...words.map((word) => quote(word, platform))].join(' ')
}
