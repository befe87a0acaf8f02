import type { Change, Existing, Plan, Status } from '../../generators/plan/change.ts'
import { fileCount } from '../../generators/plan/some.ts'
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

/** How to show a plan: every path, or folded, where new and identical files are only counted. */
export type Detail = 'full' | 'folded'

/**
 * Returns a plan as a tree of paths, each file with the sign of its status, and the number of files
 * per status.
 */
export function planLines(plan: Plan, style: Style, detail: Detail = 'full'): readonly string[] {
  const root = `  ${visible(plan.directory.split(/[\\/]/).at(-1) ?? '')}/`
  const tree = treeOf(plan.changes)
  const counts = countsOf(plan, style)
  if (detail === 'full') return [root, ...branchLines(tree, '', style), '', `  ${counts}`]
  return [`${root}  ${counts}`, ...branchLines(foldedBranch(tree), '', style)]
}

/** A directory of a plan, with its entries by path: directories, files, and counted files. */
type Branch = Map<string, Branch | Change | Count>

/** Files with the same status that are counted instead of listed. */
interface Count {
  readonly status: Status
  readonly files: readonly string[]
}

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
    const note = 'files' in entry ? '' : obstacleNote(entry)
    return [`${signOf(entry.status, style)} ${stem} ${visible(name)}${note}`]
  })
}

/** Returns the sign of a status, in its color. */
export function signOf(status: Status, style: Style): string {
  const [sign, tone] = signs[status]
  return style[tone](sign)
}

const things: Readonly<Record<Exclude<Existing['kind'], 'file'>, string>> = {
  directory: 'a directory',
  symlink: 'a symbolic link',
  other: 'a special file',
  large: 'a file that is too large to show or replace',
}

/** Returns what is in the way of a change's file, unless it is a file. */
export function obstacleTo(change: Change): string | undefined {
  if (!('existing' in change) || change.existing.kind === 'file') return undefined
  return things[change.existing.kind]
}

/** Returns a note about what is in the way of a change's file; empty if nothing is. */
export function obstacleNote(change: Change): string {
  const obstacle = obstacleTo(change)
  return obstacle === undefined ? '' : ` (${obstacle} is in the way)`
}

function countsOf({ changes }: Plan, style: Style): string {
  const counts = Object.keys(signs).flatMap((status) => {
    const same = changes.filter((change) => change.status === status)
    const [first] = same
    return first === undefined ? [] : [`${signOf(first.status, style)} ${same.length} ${status}`]
  })
  return counts.join(', ')
}

const folding: ReadonlySet<Status> = new Set(['create', 'identical'])

/** Folds a directory: counts new or identical files, and subdirectories that have no others. */
function foldedBranch(branch: Branch): Branch {
  const folded: Branch = new Map()
  const loose = new Map<Status, string[]>()
  for (const [name, entry] of branch) {
    if (!(entry instanceof Map)) {
      if (folding.has(entry.status))
        loose.set(entry.status, [...(loose.get(entry.status) ?? []), name])
      else folded.set(name, entry)
      continue
    }
    const changes = changesIn(entry)
    const [first] = changes
    const same = first !== undefined && changes.every(({ status }) => status === first.status)
    if (!same || !folding.has(first.status)) folded.set(name, foldedBranch(entry))
    else folded.set(`${name}/ (${fileCount(changes.length)})`, { status: first.status, files: [] })
  }
  for (const [status, files] of loose) {
    const [only] = files
    const title = files.length === 1 && only !== undefined ? only : listed(files)
    folded.set(title, { status, files })
  }
  return folded
}

function changesIn(branch: Branch): readonly (Change | Count)[] {
  return [...branch.values()].flatMap((entry) =>
    entry instanceof Map ? changesIn(entry) : [entry],
  )
}

const width = 72

/** Returns the number of files and as many names as fit on a line, dotfiles last. */
function listed(files: readonly string[]): string {
  const names = [...files].sort((a, b) => Number(a.startsWith('.')) - Number(b.startsWith('.')))
  const start = `${fileCount(files.length)}: `
  let text = ''
  for (const name of names) {
    const longer = text === '' ? name : `${text}, ${name}`
    if (start.length + longer.length > width) return `${start}${text}, …`
    text = longer
  }
  return start + text
}
