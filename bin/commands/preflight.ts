import { DiskError } from '../../generators/disk/disk-error.ts'
import { waitingFinding } from '../../generators/disk/interrupted.ts'
import { reachOf } from '../../generators/disk/look.ts'
import { waitingRun } from '../../generators/disk/transaction/index.ts'
import type { Problem } from '../../generators/problem.ts'
import {
  type Draft,
  defaultDirectory,
  defaultProblems,
} from '../../generators/questions/answers.ts'
import { type Place, placeProblem, resolveDirectory } from '../../generators/questions/directory.ts'
import type { GitFacts } from '../../generators/questions/git-facts.ts'
import type { Said, Usage } from '../argv/flags.ts'
import { canAsk, type Io } from '../io.ts'
import type { Ending } from '../report/result.ts'
import { visible } from '../report/text.ts'

/**
 * Returns how a run ends before anything is asked; nothing when it can go on.
 * @param problems what is wrong with the command line by itself
 */
export async function preflight(
  problems: readonly Problem[],
  said: Said,
  io: Io,
): Promise<Ending | undefined> {
  try {
    const place = { cwd: io.cwd, platform: io.platform }
    const directory = directoryIn(said)
    const usage = [
      ...problems,
      ...(directory === undefined ? [] : placeProblems(directory, place)),
      ...(await problemsOfDefaults(said, io)),
    ]
    const disk = directory === undefined ? [] : diskProblems(directory, place)
    if (usage.length > 0) {
      const waiting =
        directory === undefined ? [] : waitingProblems(resolveDirectory(directory, place))
      return { kind: 'usage', problems: [...usage, ...disk, ...waiting] }
    }
    return disk.length > 0 ? { kind: 'failure', problems: disk } : undefined
  } catch (error) {
    // The current directory is gone.
    if (!(error instanceof DiskError)) throw error
    if (problems.length > 0) return { kind: 'usage', problems: [...problems, ...error.problems] }
    return { kind: 'failure', problems: error.problems }
  }
}

/** Returns how a run ends whose command line has something wrong: with that, and with all else that can be told. */
export async function usageEnding({ problems, said }: Usage, io: Io): Promise<Ending> {
  const ending = said && (await preflight(problems, said, io))
  return ending ?? { kind: 'usage', problems }
}

/** Returns why a directory can't be written to, for a person who just named it. */
export function destinationProblem(directory: string, place: Place): string | undefined {
  const problem = placeProblem(directory, place) ?? diskProblems(directory, place)[0]?.what
  return problem && visible(problem)
}

/** Returns what a person should know who is told of a wrong command line: that a killed run waits to be taken back. */
export function waitingProblems(directory: string): readonly Problem[] {
  const stage = waitingRun(directory)
  if (stage === undefined) return []
  const { message: what, remedy } = waitingFinding(stage)
  return [remedy === null ? { what } : { what, fix: remedy }]
}

/** Returns what git knows about a directory as a person wrote it. */
export async function factsAt(directory: string, io: Io): Promise<GitFacts> {
  const { gitFacts } = await import('../git/facts.ts')
  return gitFacts(resolveDirectory(directory, io), io.env)
}

/** Returns what git knows, when a default depends on it: spawning git costs more than all the rest. */
export async function factsFor(
  draft: Draft & { readonly yes: boolean },
  io: Io,
): Promise<GitFacts> {
  if (draft.module !== undefined || !draft.yes) return {}
  return factsAt(defaultDirectory(draft) ?? '.', io)
}

/** Returns the destination, as far as it is settled before anything is asked. */
function directoryIn({ draft, bad }: Said): string | undefined {
  if (bad.has('directory')) return undefined
  return draft.yes ? defaultDirectory(draft) : draft.directory
}

function placeProblems(directory: string, place: Place): readonly Problem[] {
  const problem = placeProblem(directory, place)
  if (problem === undefined) return []
  return [
    {
      what: `directory ${directory}: ${problem}`,
      fix: 'Say another directory, or rename the folder.',
    },
  ]
}

function diskProblems(directory: string, place: Place): readonly Problem[] {
  try {
    reachOf(resolveDirectory(directory, place))
    return []
  } catch (error) {
    if (error instanceof DiskError) return error.problems
    throw error
  }
}

async function problemsOfDefaults({ draft, bad }: Said, io: Io): Promise<readonly Problem[]> {
  if (!draft.yes && canAsk(io)) return []
  const problems = defaultProblems(draft, bad, io, {})
  // Git can only help, so it is asked when there is something to help with.
  if (problems.length === 0 || !draft.yes) return problems
  return defaultProblems(draft, bad, io, await factsFor(draft, io))
}
