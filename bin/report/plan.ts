import type { Change, Existing, Plan, Status } from '../../generators/plan/change.ts'
import type { Style } from './style.ts'
import { visible } from './text.ts'

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
  other: 'a special file',
  large: 'a file that is too large to show or replace',
}

/** Returns what stands in the way of a change's file, where that is not a file. */
export function obstacleTo(change: Change): string | undefined {
  if (!('existing' in change) || change.existing.kind === 'file') return undefined
  return things[change.existing.kind]
}

/** Returns what stands in the way of a change's file as a note behind its name; empty where nothing does. */
export function obstacleNote(change: Change): string {
  const obstacle = obstacleTo(change)
  return obstacle === undefined ? '' : ` (${obstacle} is in the way)`
}

function countLine({ changes }: Plan, style: Style): string {
  const counts = Object.keys(signs).flatMap((status) => {
    const same = changes.filter((change) => change.status === status)
    const [first] = same
    return first === undefined ? [] : [`${signOf(first.status, style)} ${same.length} ${status}`]
  })
  return `  ${counts.join(', ')}`
}
