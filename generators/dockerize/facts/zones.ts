import { isOlder } from '../../plan/versions.ts'
import type { Source } from '../facts.ts'
import { assignmentsOf } from '../go/assignments.ts'
import { callsOf } from '../go/calls.ts'
import type { Module } from '../go/module.ts'
import { filesMentioning, type Program, packageAt } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { argumentsOf, bare } from '../go/syntax.ts'
import type { Evaluator } from '../values/evaluate.ts'

/** `loc=` of MySQL in the text of a data source, and the zone of a schedule. */
const inSource = /(?:[?&; ]loc=|CRON_TZ=)([A-Za-z_]+(?:(?:\/|%2[Ff])[A-Za-z_]+)*)/g
/** The words before such a zone; to ask for them is quicker than to search. */
const words = ['loc', 'CRON_TZ']

/** The zone of PostgreSQL, which the server knows: GORM's driver alone loads it, since this version. */
const gorm = { module: 'gorm.io/driver/postgres', since: 'v1.6.0' }
const inSourceOfGorm = /\b(?:time_zone|TimeZone|timezone)=([A-Za-z_]+(?:(?:\/|%2[Ff])[A-Za-z_]+)*)/g
const wordsOfGorm = ['time_zone', 'TimeZone', 'timezone']

/** Where a program loads a time zone by its name, UTC and the local one apart. */
interface Zones {
  readonly all: readonly Source[]
  /** Of those, where it is UTC unless someone says another. */
  readonly optional: readonly Source[]
}

/** Returns where a program of a module loads a time zone by its name. */
export function zonesOf(evaluator: Evaluator, { requires }: Module): Zones {
  const { program } = evaluator
  const optional: Source[] = []
  const loads = callsOf('time', ['LoadLocation'], program).flatMap((call) => {
    const [argument] = argumentsOf(call.node)
    if (argument === undefined) return []
    const name = { node: argument, file: call.file }
    if (isOnlyBuiltIn(name, evaluator)) return []
    if (isBuiltInByDefault(name, evaluator)) optional.push(sourceOf(call))
    return [sourceOf(call)]
  })
  const version = requires.get(gorm.module)?.version
  const sources = [
    ...zonesInTexts(inSource, words, program),
    ...(version === undefined || isOlder(version, gorm.since)
      ? []
      : zonesInTexts(inSourceOfGorm, wordsOfGorm, program)),
  ]
  const all = [...new Set([...loads, ...sources])]
  return { all, optional: all.filter((source) => optional.includes(source)) }
}

/** Returns where texts name a time zone after one of some words. */
function zonesInTexts(
  pattern: RegExp,
  words: readonly string[],
  program: Program,
): readonly Source[] {
  const files = new Set(words.flatMap((word) => filesMentioning(word, program.files)))
  return [...files].flatMap((file) =>
    [...file.text.matchAll(pattern)].flatMap(({ index, 1: name = '' }) => {
      if (isBuiltIn(name)) return []
      const node = file.root()?.descendantForIndex(index + 1)
      // A text of several lines is one for people.
      const isValue = /string_literal/.test(node?.type ?? '') && !node?.text.includes('\n')
      return node !== null && node !== undefined && isValue ? [sourceOf({ node, file })] : []
    }),
  )
}

/** Whether a name can't be that of another zone: each of its values is a literal. */
function isOnlyBuiltIn(name: Place, evaluator: Evaluator): boolean {
  const values = evaluator.valuesOf(name)
  const isKnown =
    values.length > 0 && values.every((value) => value.kind === 'text' && isBuiltIn(value.text))
  if (/string_literal/.test(name.node.type)) return isKnown
  const operand = name.node.childForFieldName('operand')
  if (packageAt(operand, name.file, evaluator.program) !== undefined) return isKnown
  if (name.node.type !== 'identifier') return false
  const assigned = assignmentsOf(name, evaluator.program)
  const isLiteral = assigned.every(({ value }) => /string_literal/.test(bare(value)?.type ?? ''))
  return isKnown && assigned.length > 0 && isLiteral
}

/** Whether each value that a name has by itself is a built-in zone; a setting may get another one. */
function isBuiltInByDefault(name: Place, evaluator: Evaluator): boolean {
  const values = evaluator.valuesOf(name)
  return (
    values.length > 0 &&
    values.every((value) => {
      const own = value.kind === 'setting' && value.required !== true ? value.default : value
      return own?.kind === 'text' && isBuiltIn(own.text)
    })
  )
}

function isBuiltIn(name: string): boolean {
  return /^(|UTC|Local)$/i.test(name)
}
