import type { Destination } from '../../generators/plan/destination.ts'
import { composeIsOutranked } from '../../generators/plan/rivals.ts'
import { type Place, pathOf, resolveDirectory } from '../../generators/questions/directory.ts'
import { quote } from './text.ts'

/** What the next commands depend on. */
export interface Written {
  /** The directory as the user wrote it. */
  readonly directory: string
  readonly place: Place
  readonly destination: Pick<Destination, 'names' | 'workspace'>
  /** Where the existing repository is, if the user has to commit to it. */
  readonly repository?: 'here' | 'above'
}

/** Returns the commands to run next. */
export function nextCommands({
  directory,
  place,
  destination,
  repository,
}: Written): readonly string[] {
  const { platform } = place
  const file = composeIsOutranked(destination) ? ' -f docker-compose.yml' : ''
  const steps = isHere(directory, platform) ? [] : [`cd ${quote(directory, platform)}`]
  const up = `docker compose${file} up --build --wait`
  const commit = { here: 'git add -A && git commit', above: 'git add -A . && git commit' }
  return [
    ...withWorkspace(steps, directory, place, destination.workspace),
    up,
    ...(repository === undefined ? [] : [commit[repository]]),
  ]
}

/**
 * If a go.work above doesn't use the module, go refuses to build it; `go work` finds that file from
 * the current directory.
 */
function withWorkspace(
  steps: readonly string[],
  directory: string,
  place: Place,
  workspace: string | undefined,
): readonly string[] {
  if (workspace === undefined) return steps
  const path = pathOf(place)
  const above = path.relative(workspace, place.cwd)
  const isInside = above === '' || !(above.startsWith('..') || path.isAbsolute(above))
  if (!isInside || steps.length === 0) return [...steps, 'go work use .']
  const below = path.relative(place.cwd, resolveDirectory(directory, place)).replaceAll('\\', '/')
  const own = below.startsWith('..') ? below : `./${below}`
  return [`go work use ${quote(own, place.platform)}`, ...steps]
}

function isHere(directory: string, platform: string): boolean {
  return (platform === 'win32' ? /^\.([\\/]+\.?)*$/ : /^\.(\/+\.?)*$/).test(directory)
}
