import type { Environment } from './environment.ts'
import { quote, visible } from './report/text.ts'

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
 * Returns a function that spells the commands `create-go-docker update` and `check` in a text as this
 * user runs them: with the package manager that runs this program, and with the same directory.
 * @param directory as the user wrote it
 */
export function commandsAsRun(
  env: Environment,
  platform: string,
  release: string,
  directory = '.',
): (text: string) => string {
  const manager = packageManager(env)
  const isAlone = env.npm_config_user_agent === undefined
  // npx is shorter than npm create, and needs no `--`.
  const npx = `npx create-go-docker@${release}`
  const runner = isAlone ? 'create-go-docker' : manager === 'npm' ? npx : prefixes[manager](release)
  const place = directory === '.' ? '' : ` ${visible(quote(directory, platform))}`
  return (text) =>
    text.replaceAll(
      /(?<![\w@/.-])create-go-docker (update|check)\b/g,
      (_, command) => `${runner} ${command}${place}`,
    )
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
