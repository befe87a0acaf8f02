import { shown } from '../json.ts'
import { unsafePath } from '../paths.ts'
import { intentPath, lockPath } from '../plan/lock.ts'
import type { Owner } from '../plan/tree.ts'
import type { FileRule, Verb } from './house-layer.ts'
import { maximumFiles } from './limits.ts'
import { conditionLength, readCondition } from './read-condition.ts'
import {
  has,
  type Reader,
  readList,
  readObject,
  readOptionalText,
  readText,
  readWord,
  within,
} from './reader.ts'

const verbs: readonly Verb[] = [
  'add',
  'replace',
  'delete',
  'merge-json',
  'merge-yaml',
  'merge-dockerfile',
  'append-block',
]

const owners: readonly Owner[] = ['managed', 'shared', 'seeded', 'generated']

/** Reads `files`, sorted by path. */
export function readFileRules(reader: Reader, value: unknown): readonly FileRule[] {
  const items = readList(reader, 'files', value, maximumFiles)
  const rules = new Map<string, FileRule>()
  for (const [index, item] of items.entries()) {
    const at = within('files', index)
    const rule = readRule(reader, at, item)
    if (rule === undefined) continue
    if (rules.has(rule.path)) {
      reader.refuse(at, `${rule.path} already has a rule`, 'Leave one rule for each path.')
    }
    rules.set(rule.path, rule)
  }
  return [...rules.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function readRule(reader: Reader, at: string, item: unknown): FileRule | undefined {
  const keys = readObject(reader, at, item, ['path', 'verb', 'owner', 'when'])
  if (keys === undefined) return undefined
  const verb = readWord(reader, at, keys, 'verb', verbs) ?? 'add'
  const owner = readWord(reader, at, keys, 'owner', owners)
  if (verb === 'delete' && has(keys, 'owner')) {
    reader.refuse(within(at, 'owner'), 'a file that is deleted has no owner', 'Leave it out.')
  }
  const text = readOptionalText(reader, at, keys, 'when', conditionLength)
  const reading = text === undefined ? undefined : readCondition(text)
  if (reading !== undefined && 'problem' in reading) {
    const fix = 'Use variables, !, &&, || and parentheses, such as redis && !alpine.'
    reader.refuse(within(at, 'when'), `cannot read ${shown(text)}: ${reading.problem}`, fix)
  }
  const path = readText(reader, at, keys, 'path', 4096)
  if (path === undefined || !isPath(reader, within(at, 'path'), path)) return undefined
  return {
    path,
    verb,
    ...(owner === undefined ? {} : { owner }),
    ...(reading !== undefined && 'condition' in reading ? { when: reading.condition } : {}),
  }
}

/** Returns whether a layer may have a path; if not, adds the problem. */
export function isPath(reader: Reader, at: string, path: string): boolean {
  const why = pathProblem(path)
  if (why !== undefined) reader.refuse(at, `${shown(path)} cannot be used: ${why}`)
  return why === undefined
}

/** Returns why no layer may have a path; undefined if it may. */
export function pathProblem(path: string): string | undefined {
  const [first = ''] = path.toLowerCase().split('/')
  if (first === intentPath || first === lockPath) return `${first} belongs to create-go-docker`
  return unsafePath(path)
}
