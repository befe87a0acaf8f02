import { type Finding, warning } from '../finding.ts'
import { fileCount } from '../plan/some.ts'
import type { Undone } from './transaction/index.ts'

/** The rule of every finding about a killed run. */
export const interruptedRule = 'destination/interrupted-run'

/** Returns findings about a killed run that has been undone. */
export function takenBackFindings({ removed, restored, setAside }: Undone): readonly Finding[] {
  const did = [
    ...(removed.length > 0 ? [`removed ${fileCount(removed.length)} of its own`] : []),
    ...(restored.length > 0 ? [`put ${fileCount(restored.length)} of yours back`] : []),
  ]
  const what = did.length === 0 ? 'it had changed nothing' : did.join(' and ')
  return [
    warning(interruptedRule, null, `took back a run that was killed here: ${what}`, null),
    ...setAside.map((path) =>
      warning(
        interruptedRule,
        path,
        `a run that was killed had moved a file of yours, and its place was taken since: it is ${path} now`,
        'Compare the two files, and keep the one you want.',
      ),
    ),
  ]
}

/** Returns the finding about a killed run that has not been undone yet. */
export function waitingFinding(stage: string): Finding {
  return warning(
    interruptedRule,
    null,
    `a run that was killed left its work half done: its journal is in ${stage}`,
    'The next create in this directory takes it back first; nothing else does.',
  )
}
