import { posix } from 'node:path'
import type { Facts } from '../dockerize/facts.ts'
import { type Audited, auditedOf } from './audited.ts'
import { servicesIn } from './compose/services.ts'
import { isIgnoredByGit } from './ignored.ts'
import { type Inspection, inspect } from './inspect.ts'
import { readRepository } from './read-repository.ts'
import { survived } from './survive.ts'

/** What an audit may be told. */
export interface AuditOptions {
  /** The day for which the end of life is judged, as YYYY-MM-DD. */
  readonly asOf: string
  /**
   * Reads the facts of the Go module in a folder, which is relative to the directory. It may be asked
   * for the same folder again.
   */
  readonly factsOf: FactsOf
  /** Asks git which files of the directory it has although a .gitignore names them. */
  readonly trackedIn?: (directory: string) => Promise<ReadonlySet<string>>
}

/** The files of which rules ask whether git has them. */
const maybeSecret = /\.env(?:$|\.)|\.npmrc$|\.pem$|\.key$|secret|password|token/i

/** What an audit found, and what it could not look at. */
export interface Audit extends Inspection {
  /** The go.mod of each module whose code takes too long to be read, so that it counts as unknown. */
  readonly unfinished: readonly string[]
}

type FactsOf = (folder: string) => Promise<Facts | undefined>

/**
 * Audits the container files of a repository, and changes nothing.
 * @throws the system's error when the directory can't be read
 */
export async function audit(
  directory: string,
  { asOf, factsOf, trackedIn }: AuditOptions,
): Promise<Audit> {
  const read = readRepository(directory)
  // Git is only asked if the answer may matter.
  const isAsked = [...read.paths].some(
    (path) => maybeSecret.test(path) && isIgnoredByGit(read, path),
  )
  const tracked = isAsked ? await trackedIn?.(directory) : undefined
  return survived({ ...read, tracked: tracked ?? read.tracked }, async (repository) => {
    const audited = auditedOf(repository, { asOf, facts: new Map() })
    const all = await readAll(foldersOf(audited), factsOf)
    // What is missing in a part of the code says nothing.
    const whole = new Map([...all].filter(([, facts]) => !isCut(facts)))
    const cut = [...all.keys()].filter((folder) => !whole.has(folder))
    return {
      ...inspect(withFacts(audited, whole)),
      unfinished: cut.map((folder) => posix.join(folder, 'go.mod')),
    }
  })
}

/** Returns the folder of each module that a Dockerfile builds, by itself or for a service of Compose. */
function foldersOf(audited: Audited): ReadonlySet<string> {
  const contexts = servicesIn(audited).map(({ service }) => service.build?.context)
  return new Set([
    ...audited.dockerfiles.flatMap(({ module }) => module?.folder ?? []),
    ...audited.modules.map(({ folder }) => folder).filter((folder) => contexts.includes(folder)),
  ])
}

async function readAll(
  folders: ReadonlySet<string>,
  factsOf: FactsOf,
): Promise<ReadonlyMap<string, Facts>> {
  const facts = new Map<string, Facts>()
  // One after the other: each holds a parser's memory.
  for (const folder of folders) {
    const known = await factsOf(folder)
    if (known !== undefined) facts.set(folder, known)
  }
  return facts
}

function isCut({ unknown }: Facts): boolean {
  return unknown.some(({ about }) => about === 'time')
}

function withFacts(audited: Audited, facts: ReadonlyMap<string, Facts>): Audited {
  return {
    ...audited,
    facts,
    dockerfiles: audited.dockerfiles.map((one) => ({
      ...one,
      facts: facts.get(one.module?.folder ?? ''),
    })),
  }
}
