import { type Finding, warning } from '../finding.ts'
import { fileCount } from '../plan/some.ts'
import type { Recovery } from './transaction/index.ts'

/** The rule of every finding about a killed run. */
export const interruptedRule = 'destination/interrupted-run'

/** Returns the findings about a killed run that has been undone. */
export function takenBackFindings({ undone, repositories }: Recovery): readonly Finding[] {
  return [...(undone === undefined ? [] : undoneFindings(undone)), ...repositories.map(kept)]
}

function kept(name: string): Finding {
  const message = `a first commit that was killed here left a repository that is not empty: it is ${name} now`
  const remedy = 'Look at it with git log and git status.'
  return name === '.git'
    ? warning(interruptedRule, name, message, remedy)
    : warning(interruptedRule, name, message, `Look at it with git --git-dir=${name} log.`)
}

function undoneFindings({
  removed,
  restored,
  setAside,
}: NonNullable<Recovery['undone']>): readonly Finding[] {
  const did = [
    ...(removed.length > 0 ? [`removed ${fileCount(removed.length)} that it had written`] : []),
    ...(restored.length > 0 ? [`restored ${fileCount(restored.length)} of yours`] : []),
  ]
  const what = did.length === 0 ? 'it had changed nothing' : did.join(' and ')
  return [
    warning(interruptedRule, null, `undid an interrupted run: ${what}`, null),
    ...setAside.map((path) =>
      warning(
        interruptedRule,
        path,
        `an interrupted run moved your file, and a new file has its path: yours is now ${path}`,
        'Compare the two files and keep the one you want.',
      ),
    ),
  ]
}

/** Returns the finding about a killed run that has not been undone yet. */
export function waitingFinding(stage: string): Finding {
  return warning(
    interruptedRule,
    null,
    `an interrupted run has not been undone yet: its journal is in ${stage}`,
    'The next create or update in this directory undoes it first, as does check --fix.',
  )
}
