import { readDestination } from '../../generators/disk/destination.ts'
import { tryTo } from '../../generators/disk/disk-error.ts'
import { waitingFinding } from '../../generators/disk/interrupted.ts'
import { waitingRun } from '../../generators/disk/transaction/index.ts'
import type { House } from '../../generators/house/house.ts'
import { factsOf } from '../../generators/plan/destination.ts'
import type { Problem } from '../../generators/problem.ts'
import type { DestinationFacts } from '../../generators/questions/destination-facts.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'

/**
 * Returns what is in a directory now; its path is as the user wrote it. House layers other than the
 * recorded ones are a problem.
 */
export function destinationFacts(
  named: string,
  place: Place,
  house: House | undefined,
): DestinationFacts {
  const directory = resolveDirectory(named, place)
  const facts = factsOf(readDestination(directory), 'service')
  const { recorded, layers = [], problems } = facts
  if (recorded === undefined) return facts
  const given = house?.recordedIn(directory).map(({ use = '' }) => use) ?? []
  const before = layers.map(({ use }) => use)
  if (given.join('\n') === before.join('\n')) return facts
  const [told, now] = [before, given].map(listed)
  const what = `${recorded.name} was created ${told}, not ${now}`
  const fix = 'Use create-go-docker update --layer SPEC to change them.'
  return { ...facts, problems: [...problems, { what, fix }] }
}

function listed(uses: readonly string[]): string {
  if (uses.length === 0) return 'without a house layer'
  return `with the house ${uses.length === 1 ? 'layer' : 'layers'} ${uses.join(', ')}`
}

/**
 * Returns what a user with a wrong command line should know: whether a killed run has to be undone.
 */
export function waitingProblems(directory: string, place: Place): readonly Problem[] {
  // The current directory may no longer exist.
  const stage = tryTo(() => waitingRun(resolveDirectory(directory, place)))
  if (stage === undefined) return []
  const { message: what, remedy } = waitingFinding(stage)
  return [remedy === null ? { what } : { what, fix: remedy }]
}
