import type { UsedLayer } from '../../fleet/check-result.ts'
import type { Counts, Fleet, Repository, Status } from '../../fleet/fleet.ts'

/** What each status is called. */
export const statusWords: Readonly<Record<Status, string>> = {
  unchecked: 'could not be checked',
  errors: 'with errors',
  warnings: 'with warnings',
  clean: 'clean',
}

/** Returns the number of a thing in words: `1 error`, `2 errors`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** Returns the number of repositories in words. */
export function repositoryCount({ length }: Fleet['repositories']): string {
  return length === 1 ? '1 repository' : `${length} repositories`
}

/** Returns how many files drifted. */
export function driftIn({ drifted, files }: Counts): string {
  return `${drifted} of ${files}`
}

/** How many layers of a repository, and how many characters of a name, a report shows. */
const [mostLayers, longestText] = [6, 60]

/** Returns a layer in words. */
export function layerIn({ name, version }: UsedLayer): string {
  return `${shortened(name)} ${shortened(version)}`
}

/** Returns the layers of a repository that a report shows, and how many more there are. */
export function someLayers({ layers }: Repository) {
  return {
    shown: layers.slice(0, mostLayers),
    more: layers.length > mostLayers ? [`and ${layers.length - mostLayers} more`] : [],
  }
}

/** Returns a text that is not longer than a name that a report shows, or than another limit. */
export function shortened(text: string, longest = longestText): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** How many characters of a message a report shows. */
export const longestMessage = 500
