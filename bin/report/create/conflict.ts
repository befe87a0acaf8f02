import { either } from '../../../generators/either.ts'
import {
  type Conflict,
  conflicts,
  type Decision,
  type Plan,
} from '../../../generators/plan/change.ts'
import { keepProblem, readGoMod } from '../../../generators/plan/go-mod.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { moduleProblem } from '../../../generators/questions/module-path.ts'
import { obstacleNote, obstacleTo } from '../plan.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'

/** Returns lines about the conflicts that stop a create, and what to do about them. */
export function conflictLines(plan: Plan, style: Style): readonly string[] {
  const open = conflicts(plan)
  const count = open.length === 1 ? '1 file conflicts' : `${open.length} files conflict`
  return [
    `${style.bad('✗')} Nothing was written: ${count} with existing files:`,
    ...open.map((conflict) => `    ${visible(nameOf(conflict))}`),
    `  ${flagAdvice(open)}`,
    ...open.flatMap(goModAdvice).map((line) => `  ${visible(line)}`),
    ...(open.some((conflict) => obstacleTo(conflict) !== undefined && conflict.ways.length > 0)
      ? ['  Whatever is in the way of a file is never overwritten: move it, or keep it.']
      : []),
  ]
}

function nameOf(conflict: Conflict): string {
  const { path, why } = conflict
  return `${path}${obstacleNote(conflict)}${why === undefined ? '' : ` ${why}`}`
}

/**
 * Returns the flag that settles all open conflicts, with its possible values; or that no flag can.
 */
function flagAdvice(open: readonly Conflict[]): string {
  const stuck = open.filter(({ ways }) => ways.length === 0).map(({ path }) => visible(path))
  if (stuck.length > 0)
    return `No decision can resolve ${stuck.join(' and ')}: move what is there out of the way.`
  const values = decisions.filter(
    (decision) =>
      open.some(({ ways }) => ways.includes(decision)) && open.every(settledBy(decision)),
  )
  if (values.length === 0) {
    return 'No value of --on-conflict fits all of them; run this in a terminal to decide one by one.'
  }
  const shown = values.map((value) => (value === 'append' ? `append (${appendNote(open)})` : value))
  return `Use --on-conflict ${either(shown)}; or run this in a terminal to decide one by one.`
}

const decisions: readonly Decision[] = ['keep', 'overwrite', 'append']

/** As in `decide`, files that can't be appended to are kept. */
function settledBy(decision: Decision): (conflict: Conflict) => boolean {
  return ({ ways }) => ways.includes(decision) || (decision === 'append' && ways.includes('keep'))
}

function appendNote(open: readonly Conflict[]): string {
  const appended = open.filter(({ ways }) => ways.includes('append')).map(({ path }) => path)
  const others = appended.length < open.length ? ', the others kept' : ''
  return `${visible(appended.join(' and '))} below yours${others}`
}

/** Returns how to keep an existing go.mod that our code doesn't compile with; nothing for any other conflict. */
function goModAdvice({ path, file, existing, ways }: Conflict): readonly string[] {
  if (path !== 'go.mod' || ways.includes('keep')) return []
  if (existing.kind !== 'file' || file === undefined) return []
  const [theirs, ours] = [readGoMod(textIn(existing.file)), readGoMod(textIn(file))]
  const { module } = theirs
  if (module === undefined || moduleProblem(module) !== undefined) return []
  const isOther = module !== ours.module
  const lacks = theirs.bare ? undefined : keepProblem(theirs, { ...ours, module })
  return [
    ...(isOther ? [`To keep the module path of go.mod, use --module ${module}.`] : []),
    // With our module path, the conflict itself says what is missing.
    ...(isOther && lacks !== undefined ? [`Also, ${lacks}.`] : []),
  ]
}
