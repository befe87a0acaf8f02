import type { Node } from 'web-tree-sitter'
import { credentialIn } from '../../credentials.ts'
import type { EnvironmentVariable } from '../facts.ts'
import { allCallsOf, callsThroughValues } from '../go/function-values.ts'
import { isLive } from '../go/live.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { argumentsOf, functionsAround, named, parametersOf } from '../go/syntax.ts'
import { isFromDotenv } from '../repository/dotenv.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf, type Value } from '../values/value.ts'
import { isGuarded } from './guarded.ts'
import { isRequired } from './required.ts'

/** A reading of a variable: where its name stands, and the call that returns its value. */
interface Reading {
  readonly name: string
  readonly source: string
  readonly call: Place
  readonly required: boolean
}

const readers = [
  ['os', 'Getenv'],
  ['os', 'LookupEnv'],
  ['syscall', 'Getenv'],
] as const

/** Variables that only Windows sets. */
const ofWindows =
  /^(ProgramData|ProgramFiles|(LOCAL)?APPDATA|USERPROFILE|SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|HOMEDRIVE|HOMEPATH|ALLUSERSPROFILE|USERDOMAIN|TEMP|TMP)$/i

const deepest = 6
/** How many calls of helpers are looked at. */
const most = 20_000

/** Returns the variables that the code of a program reads by name, through functions of its own. */
export function variablesInCode(evaluator: Evaluator): readonly EnvironmentVariable[] {
  const { program } = evaluator
  let count = 0
  const calls = readers
    .flatMap(([path, name]) => callsThroughValues(path, name, program))
    .filter((call) => isLive(call, program))
  return calls.flatMap((call) => readingsOf(call, 0, '')).map(toVariable)

  /** Returns the readings of a call whose name is its first argument. */
  function readingsOf(
    call: Place,
    index: number,
    prefix: string,
    depth = 0,
    isFatal = false,
  ): readonly Reading[] {
    const argument = argumentsOf(call.node)[index]
    count += 1
    if (argument === undefined || count > most || call.file.isOver()) return []
    const required = isFatal || isRequired(call, program)
    const { file } = call
    const at = { node: argument, file }
    const parameter = parameterIn(argument)
    if (parameter !== undefined && depth < deepest) {
      const hasFallback = returnsAnother(parameter.func, parameter.index)
      return allCallsOf({ node: parameter.func, file }, program)
        .filter((caller) => isLive(caller, program))
        .flatMap((caller) =>
          readingsOf(
            caller,
            parameter.index,
            `${prefix}${parameter.before}`,
            depth + 1,
            required && !hasFallback,
          ),
        )
    }
    const isNeeded = required && !isGuarded(call, program)
    return evaluator.valuesOf(at).flatMap((value) => {
      const end = textOf(value)
      const name = `${prefix}${end}`
      const isName = end !== undefined && /^[A-Za-z_][\w.]*$/.test(name)
      if (!isName || ofWindows.test(name)) return []
      return [{ name, source: sourceOf(at), call, required: isNeeded }]
    })
  }

  /** Returns the parameter that a name comes from, alone or after a literal: `"APP_" + key`. */
  function parameterIn(argument: Node) {
    let name = argument
    let before = ''
    if (argument.type === 'binary_expression') {
      const left = argument.childForFieldName('left')
      const right = argument.childForFieldName('right')
      if (left === null || right?.type !== 'identifier') return undefined
      const file = calls.find(({ node }) => node.tree === argument.tree)?.file
      const [value] = file === undefined ? [] : evaluator.valuesOf({ node: left, file })
      before = (value === undefined ? undefined : textOf(value)) ?? ''
      name = right
    }
    if (name.type !== 'identifier') return undefined
    for (const func of functionsAround(name)) {
      const index = parametersOf(func).findIndex((one) => one.name === name.text)
      if (index !== -1) return { func, index, before }
    }
    return undefined
  }

  function toVariable({ name, source, call, required }: Reading): EnvironmentVariable {
    const value = defaultOf(name, call)
    return {
      name,
      required: required && (value === undefined || value === ''),
      ...(value === undefined || value === '' ? {} : { default: value }),
      source,
    }
  }

  /** Returns the default of a variable, from the call that reads it or what that is assigned to. */
  function defaultOf(name: string, call: Place): string | undefined {
    const assigned = targetOf(call)
    const values = [
      ...(assigned === undefined ? [] : evaluator.valuesOf(assigned)),
      ...evaluator.valuesOf(call),
    ]
    for (const value of values) {
      if (value.kind !== 'setting' || !mentions(value, name)) continue
      const text = textOf(value)
      if (text !== undefined && !isOfFile(value, name)) return text
    }
    return undefined
  }
}

/** Whether a function returns another of its parameters, such as a default. */
function returnsAnother(func: Node, index: number): boolean {
  const others = parametersOf(func)
    .filter((_, at) => at !== index)
    .map(({ name }) => name)
  return func
    .descendantsOfType('return_statement')
    .some((one) =>
      (one?.descendantsOfType('identifier') ?? []).some(
        (name) => name !== null && others.includes(name.text),
      ),
    )
}

function mentions(value: Value, name: string): boolean {
  if (value.kind !== 'setting') return false
  return value.env === name || (value.default !== undefined && mentions(value.default, name))
}

/** Whether a default is in a file that goes into no image, or is a secret in a file. */
function isOfFile(value: Value, name: string): boolean {
  switch (value.kind) {
    case 'text':
      return (
        isFromDotenv(value) ||
        (!/\.go:\d+$/.test(value.source) && credentialIn(name, value.text) !== undefined)
      )
    case 'setting':
      return value.default !== undefined && isOfFile(value.default, name)
    case 'joined':
      return value.parts.some((part) => isOfFile(part, name))
    default:
      return false
  }
}

/** Returns the variable that the first result of a call is assigned to. */
function targetOf({ node, file }: Place): Place | undefined {
  const list = node.parent
  const statement = list?.parent
  if (list?.type !== 'expression_list') return undefined
  const left = statement?.childForFieldName('left') ?? statement?.childForFieldName('name')
  const index = named(list).findIndex(({ id }) => id === node.id)
  const target = left?.type === 'expression_list' ? named(left)[index] : left
  return target?.type === 'identifier' || target?.type === 'selector_expression'
    ? { node: target, file }
    : undefined
}
