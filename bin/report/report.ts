import type { Finding } from '../../generators/finding.ts'
import {
  type Change,
  type Conflict,
  conflicts,
  type Existing,
  isWork,
  type Plan,
  type Status,
} from '../../generators/plan/change.ts'
import type { Problem } from '../../generators/problem.ts'
import type { Request } from '../../generators/questions/answers.ts'
import { optionNames, options } from '../../generators/questions/options.ts'
import type { Cancelled, Ending, GitOutcome } from './result.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

/** Returns a request, an answer a line. */
export function summaryLines({ directory, answers }: Request, style: Style): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['Directory', directory],
    ['Name', answers.name],
    ['Module path', answers.module],
    ...optionNames.map((name) => [options[name].question, answers[name]] as const),
  ]
  const width = Math.max(...rows.map(([title]) => title.length))
  return rows.map(
    ([title, value]) => `${style.dim(title.padEnd(width))}  ${style.strong(visible(value))}`,
  )
}

const signs: Readonly<Record<Status, readonly [sign: string, tone: keyof Style]>> = {
  create: ['+', 'good'],
  update: ['~', 'warn'],
  merge: ['&', 'warn'],
  remove: ['-', 'warn'],
  conflict: ['!', 'bad'],
  keep: ['·', 'dim'],
  identical: ['=', 'dim'],
}

/** Returns a plan as a tree of paths, each file behind the sign of its status, and how many there are of each. */
export function planLines(plan: Plan, style: Style): readonly string[] {
  const root = plan.directory.split(/[\\/]/).at(-1) ?? ''
  return [
    `  ${visible(root)}/`,
    ...branchLines(treeOf(plan.changes), '', style),
    '',
    countLine(plan, style),
  ]
}

/** A directory of a plan: its entries in the order of their paths. */
type Branch = Map<string, Branch | Change>

function treeOf(changes: readonly Change[]): Branch {
  const root: Branch = new Map()
  for (const change of changes) {
    const folders = change.path.split('/')
    const name = folders.pop() ?? ''
    let branch = root
    for (const folder of folders) {
      const entry = branch.get(folder)
      const next: Branch = entry instanceof Map ? entry : new Map()
      branch.set(folder, next)
      branch = next
    }
    branch.set(name, change)
  }
  return root
}

function branchLines(branch: Branch, indent: string, style: Style): readonly string[] {
  return [...branch].flatMap(([name, entry], index) => {
    const last = index === branch.size - 1
    const stem = style.dim(`${indent}${last ? '└─' : '├─'}`)
    if (entry instanceof Map) {
      const deeper = branchLines(entry, `${indent}${last ? '   ' : '│  '}`, style)
      return [`  ${stem} ${visible(name)}/`, ...deeper]
    }
    return [`${signOf(entry.status, style)} ${stem} ${visible(name)}${obstacleNote(entry)}`]
  })
}

function signOf(status: Status, style: Style): string {
  const [sign, tone] = signs[status]
  return style[tone](sign)
}

const things: Readonly<Record<Exclude<Existing['kind'], 'file'>, string>> = {
  directory: 'a directory',
  symlink: 'a symbolic link',
  other: 'no plain file',
  large: 'a file that is too large to show or replace',
}

/** Returns what stands in the way of a change's file, where that is no file. */
export function obstacleTo(change: Change): string | undefined {
  if (!('existing' in change) || change.existing.kind === 'file') return undefined
  return things[change.existing.kind]
}

function obstacleNote(change: Change): string {
  const obstacle = obstacleTo(change)
  return obstacle === undefined ? '' : ` (${obstacle} is there)`
}

function whyNote({ why }: Conflict): string {
  return why === undefined ? '' : `: ${visible(why)}`
}

function countLine({ changes }: Plan, style: Style): string {
  const counts = Object.keys(signs).flatMap((status) => {
    const same = changes.filter((change) => change.status === status)
    const [first] = same
    return first === undefined ? [] : [`${signOf(first.status, style)} ${same.length} ${status}`]
  })
  return `  ${counts.join(', ')}`
}

/** Returns each finding: what it is about, and on the next line what to do. */
export function findingLines(findings: readonly Finding[], style: Style): readonly string[] {
  return findings.flatMap(({ message, remedy }) => [
    `${style.warn('!')} ${visible(message)}`,
    ...(remedy === null ? [] : [`  ${visible(remedy)}`]),
  ])
}

/** Returns each problem: what failed, and on the next line what to do. */
export function problemLines(problems: readonly Problem[], style: Style): readonly string[] {
  return problems.flatMap(({ what, fix }) => [
    `${style.bad('✗')} ${visible(what)}`,
    ...(fix === undefined ? [] : [`  ${visible(fix)}`]),
  ])
}

/** Returns what a person is told at the end of a run, however it ended. */
export function endingLines(ending: Ending, style: Style): readonly string[] {
  switch (ending.kind) {
    case 'done':
      return [
        ...planLines(ending.plan, style),
        '',
        writtenLine(ending.plan, ending.request, style),
        gitLine(ending.git, style),
        ...findingLines(ending.warnings, style),
        ...commandLines('Next', ending.next, style),
        ...commandLines('The same again, without questions', [ending.repeat], style),
      ]
    case 'dry-run':
      return [
        ...planLines(ending.plan, style),
        '',
        'Nothing was written: it was a dry run.',
        ...findingLines(ending.warnings, style),
        ...commandLines('To write this, without questions', [ending.repeat], style),
      ]
    case 'conflict':
      return [
        ...planLines(ending.plan, style),
        '',
        ...conflictLines(ending.plan, style),
        ...findingLines(ending.warnings, style),
      ]
    case 'usage':
    case 'failure':
      return problemLines(ending.problems, style)
    case 'cancelled':
      return cancelledLines(ending, style)
  }
}

function writtenLine({ changes }: Plan, { directory }: Request, style: Style): string {
  const count = changes.filter(isWork).length
  const place = visible(directory)
  if (count === 0) return `${style.good('✓')} Nothing to write: ${place} has it all.`
  return `${style.good('✓')} Wrote ${files(count)} to ${place}`
}

function cancelledLines({ left }: Cancelled, style: Style): readonly string[] {
  if (left === undefined) return ['Cancelled: nothing was written.']
  return [
    'Cancelled: the files are written, but not committed.',
    writtenLine(left.plan, left.request, style),
    gitLine(left.git, style),
  ]
}

function gitLine(git: GitOutcome, style: Style): string {
  if (git.done) return `${style.good('✓')} Committed them to git.`
  return `${style.warn('!')} Nothing was committed to git: ${visible(git.reason)}.`
}

function conflictLines(plan: Plan, style: Style): readonly string[] {
  const open = conflicts(plan)
  const anyFile = open.some(({ existing }) => existing.kind === 'file')
  const anyOther = open.some(({ existing }) => existing.kind !== 'file')
  return [
    `${style.bad('✗')} Nothing was written: ${files(open.length)} would replace what is there already:`,
    ...open.map((change) => `    ${visible(change.path)}${obstacleNote(change)}${whyNote(change)}`),
    ...(anyFile
      ? ['  Say --on-conflict keep or --on-conflict overwrite; a terminal asks about each.']
      : []),
    ...(anyOther
      ? ['  What is no file, or too large, is never replaced: move it, or use --on-conflict keep.']
      : []),
  ]
}

function commandLines(title: string, commands: readonly string[], style: Style): readonly string[] {
  return ['', `${title}:`, ...commands.map((command) => `  ${style.strong(visible(command))}`)]
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}
