import type { Place } from '../go/source-file.ts'
import { above, functionsAround } from '../go/syntax.ts'
import { textOf, type Value } from '../values/value.ts'

/** Whether a literal is assigned in a branch, so that its variable may be empty. */
export function isConditional(literal: Place['node'] | undefined): boolean {
  const statement = literal?.parent?.type === 'expression_list' ? literal.parent.parent : undefined
  if (literal === undefined || statement?.type !== 'assignment_statement') return false
  const [func] = functionsAround(literal)
  const branch = above(literal, 'if_statement') ?? above(literal, 'expression_case')
  return branch !== undefined && func !== undefined && branch.startIndex > func.startIndex
}

/** Whether a path is only the end of a name that a setting says, which is empty by default: `*prof + ".cpu"`. */
export function isSuffixOfNothing(value: Value): boolean {
  const [first, ...rest] = value.kind === 'joined' ? value.parts : []
  if (first?.kind !== 'setting' || textOf(first) !== '') return false
  return /^(?:\.\w|[_-])/.test(textOf({ kind: 'joined', parts: rest }) ?? '')
}

/** Returns the folder that a path begins with, whose rest is not known: `"templates/" + name`. */
export function folderOf(value: Value): string | undefined {
  if (value.kind !== 'joined') return undefined
  const texts = value.parts.map(textOf)
  const end = texts.indexOf(undefined)
  const start = texts.slice(0, end === -1 ? undefined : end).join('')
  const folder = start.slice(0, start.lastIndexOf('/') + 1)
  return folder.length > 1 ? folder : undefined
}

/**
 * Returns the pattern of a file in the working directory of whose name a part is not known:
 * `app.*.tmp`.
 */
export function patternOf(value: Value): string | undefined {
  if (value.kind !== 'joined') return undefined
  const pattern = value.parts.map((part) => textOf(part) ?? '*').join('')
  return /^\w[\w.-]*\*[\w.*-]*\.\w+$/.test(pattern) ? pattern : undefined
}

/** Returns a path without its scheme and options; undefined for what is no file of a program. */
export function pathIn(text: string): string | undefined {
  const path = text
    .replace(/^file:(\/\/)?/, '')
    .replace(/\?.*$/s, (rest) => (rest.includes('=') ? '' : rest))
  if (path === '' || /^([./]+|std(in|out|err))$/.test(path) || path === '-' || path.length > 400)
    return undefined
  if (/[\n\0{}<>%$|]|^\w+:\/\/|^:memory:|^\/(dev|proc|sys)\/|^~|^\$/.test(path)) return undefined
  // A data source or a host name.
  if (
    /[\s=]/.test(path) ||
    /^[\w-]+(\.[\w-]+)*\.(com|org|net|io|dev|app|local|internal)(:\d+)?$/.test(path)
  ) {
    return undefined
  }
  return path
}
