import {
  interruptedRule,
  takenBackFindings,
  waitingFinding,
} from '../../generators/disk/interrupted.ts'
import { recover, waitingRun } from '../../generators/disk/transaction/index.ts'
import type { Finding } from '../../generators/finding.ts'
import { planService } from '../../generators/plan-service.ts'
import type { Planned } from '../../generators/plan-tree.ts'
import type { Request } from '../../generators/questions/answers.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { type Io, print } from '../io.ts'
import { packageVersion } from '../package.ts'
import { findingLines } from '../report/findings.ts'
import { plain } from '../report/style.ts'
import type { Judged } from './judged.ts'

/** Plans for a request, given the current state of the disk. */
export type Planner = (request: Request) => Promise<Planned>

/**
 * Returns a function that plans for a request, and resolves conflicts as far as the flags say. It
 * first undoes what a killed run left in the directory, except in a dry run.
 */
export function planner({ flags, house }: Judged, io: Io, table: Table): Planner {
  const { onConflict, dryRun } = flags
  const found = new Map<string, readonly Finding[]>()
  return async ({ directory: named, answers }) => {
    const directory = resolveDirectory(named, io)
    if (!dryRun) {
      const findings = takenBackFindings(await recover(directory))
      if (findings.length > 0) found.set(directory, findings)
    }
    const interrupted = dryRun ? waitingIn(directory) : (found.get(directory) ?? [])
    return orTell(interrupted, io, () =>
      planService({
        directory,
        answers,
        version: packageVersion,
        table,
        ...(house === undefined ? {} : { house }),
        found: interrupted,
        ...(onConflict === undefined || onConflict === 'fail' ? {} : { decision: onConflict }),
      }),
    )
  }
}

/** Undoes what a killed run left in a directory, and says so; a dry run only says so. */
export async function recovered(
  directory: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly Finding[]> {
  return dryRun ? waitingIn(directory) : takenBackFindings(await recover(directory))
}

function waitingIn(directory: string): readonly Finding[] {
  const stage = waitingRun(directory)
  return stage === undefined ? [] : [waitingFinding(stage)]
}

/**
 * Does some work. If that fails, reports here that a killed run was undone, because the ending
 * won't.
 */
export async function orTell<T>(
  warnings: readonly Finding[],
  { stderr }: Io,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const interrupted = warnings.filter(({ rule }) => rule === interruptedRule)
    print(stderr, findingLines(interrupted, plain))
    throw error
  }
}
