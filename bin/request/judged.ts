import { DiskError } from '../../generators/disk/disk-error.ts'
import type { House } from '../../generators/house/house.ts'
import { defaultDirectory } from '../../generators/questions/defaults.ts'
import type {
  DestinationFacts,
  RecordedSource,
} from '../../generators/questions/destination-facts.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { GitFacts } from '../../generators/questions/git-facts.ts'
import {
  dependsOnGit,
  destinationOf,
  type Facts,
  judge,
  type Verdict,
} from '../../generators/questions/judge.ts'
import type { Table } from '../../generators/questions/table.ts'
import type { Flags, Said } from '../argv/create-line.ts'
import { type Io, whyNotAsk } from '../io.ts'
import { Stopped } from '../report/stop.ts'
import { destinationFacts, waitingProblems } from './destination.ts'

/** Thrown when a repository has house layers, which must be loaded before anything is judged. */
export class HouseRecorded extends Error {
  override name = 'HouseRecorded'
  /** The absolute path of the repository. */
  readonly directory: string
  readonly layers: readonly RecordedSource[]

  constructor(directory: string, layers: readonly RecordedSource[]) {
    super(`${directory} has house layers`)
    this.directory = directory
    this.layers = layers
  }
}

/** A valid command line, including its preset. */
export interface Judged {
  readonly flags: Flags
  /** The house layers; undefined if there are none. */
  readonly house?: House
  readonly verdict: Extract<Verdict, { readonly kind: 'request' | 'ask' }>
}

/**
 * Checks a command line and its preset against the destination and, if a default depends on it,
 * git.
 * @throws Stopped with everything that is wrong; HouseRecorded when the destination has house layers
 * and none were loaded
 */
export async function judged(
  line: Said,
  io: Io,
  table: Table,
  house: House | undefined,
): Promise<Judged> {
  const { said, verdict } = await weighed(line, io, table, house)
  if (said.problems.length === 0 && (verdict.kind === 'request' || verdict.kind === 'ask')) {
    return { flags: said.flags, verdict, ...(house === undefined ? {} : { house }) }
  }
  const more = 'problems' in verdict ? verdict.problems : []
  const directory = destinationOf(said.flags, said.bad)
  const waiting = directory === undefined ? [] : waitingProblems(directory, io)
  if (verdict.kind === 'destination' && said.problems.length === 0) {
    throw new Stopped({ kind: 'failure', problems: [...more, ...waiting] })
  }
  const hint = verdict.kind === 'usage' && verdict.missing ? said.ifMissing : undefined
  const hints = hint === undefined ? [] : [hint]
  throw new Stopped({ kind: 'usage', problems: [...said.problems, ...more, ...hints, ...waiting] })
}

/** Returns what git knows about a directory, given its path as the user wrote it. */
export async function gitFactsAt(directory: string, io: Io): Promise<GitFacts> {
  const { gitFacts } = await import('../git/facts.ts')
  return gitFacts(resolveDirectory(directory, io), io.env)
}

/** Returns the command line with its preset, and the verdict on it. */
async function weighed(
  line: Said,
  io: Io,
  table: Table,
  house: House | undefined,
): Promise<{ readonly said: Said; readonly verdict: Verdict }> {
  try {
    const said = await withPreset(line, io, table)
    const { flags, bad } = said
    const directory = destinationOf(flags, bad)
    const destination: DestinationFacts =
      directory === undefined ? { problems: [] } : destinationFacts(directory, io, house)
    if (directory !== undefined && house === undefined && destination.layers !== undefined) {
      throw new HouseRecorded(resolveDirectory(directory, io), destination.layers)
    }
    const git = dependsOnGit(flags, bad, destination)
      ? await gitFactsAt(defaultDirectory(flags) ?? '.', io)
      : {}
    const facts: Facts = {
      place: io,
      // A getter, because only an incomplete draft needs to know.
      get whyNotAsk() {
        return whyNotAsk(io)
      },
      git,
      destination,
    }
    return { said, verdict: judge(flags, bad, facts, table) }
  } catch (error) {
    // The current directory no longer exists.
    if (!(error instanceof DiskError)) throw error
    return { said: line, verdict: { kind: 'destination', problems: error.problems } }
  }
}

/** Returns the command line, with answers from its preset where there is no flag. */
async function withPreset(said: Said, io: Io, table: Table): Promise<Said> {
  const { from, answers } = said.flags
  if (from === undefined) return said
  const { readPreset } = await import('./preset.ts')
  const preset = readPreset(from, io, table)
  const all = { ...preset.answers, ...answers }
  // An invalid preset may contain the other answers: don't report them as missing.
  const unknown =
    preset.problems.length === 0
      ? []
      : Object.keys(table).filter((option) => !Object.hasOwn(all, option))
  return {
    ...said,
    flags: { ...said.flags, answers: all },
    bad: new Set([...said.bad, ...unknown]),
    problems: [...said.problems, ...preset.problems],
  }
}
