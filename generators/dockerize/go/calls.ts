import { assignmentsOf } from './assignments.ts'
import { isLive } from './live.ts'
import {
  filesMentioning,
  filesThatName,
  identifiersOf,
  importersOf,
  type Program,
  packageAt,
} from './program.ts'
import { remember } from './remember.ts'
import type { Place } from './source-file.ts'
import { argumentsOf, bare, calleeOf, callOf, named, receiverOf } from './syntax.ts'
import { functionsCalled } from './types.ts'

const calls = remember<readonly Place[]>()
const callers = remember<readonly Place[]>()

/**
 * Returns the calls of `name(…)`, `x.name(…)` and `pkg.name(…)` in some files, whether or not main may
 * reach them.
 */
export function everyCallNamed(name: string, files: Program['files']): readonly Place[] {
  return calls(files, name, () => {
    const calling = filesMentioning(name, files).filter(
      ({ text, isProtocol }) =>
        !isProtocol && (text.includes(`${name}(`) || text.includes(`${name}[`)),
    )
    return identifiersOf(name, calling).flatMap(({ node, file }) => {
      const call = file.isOver() ? undefined : callOf(node)
      return call === undefined ? [] : [{ node: call, file }]
    })
  })
}

/**
 * Returns the calls of `name(…)`, `x.name(…)` and `pkg.name(…)` in a program, or in some files of it,
 * that main may reach.
 */
export function callsNamed(
  name: string,
  program: Program,
  files?: Program['files'],
): readonly Place[] {
  const found = (among: Program['files']) =>
    everyCallNamed(name, among).filter((call) => isLive(call, program))
  return files === undefined ? liveCalls(program, name, () => found(program.files)) : found(files)
}

const liveCalls = remember<readonly Place[]>()

/** Returns the import path and the name of a function of another package that a call calls. */
export function calledFrom(
  { node, file }: Place,
  program: Program,
): { readonly path: string; readonly name: string } | undefined {
  const callee = calleeOf(node)
  const receiver = receiverOf(node)
  if (callee === undefined) return undefined
  if (receiver === undefined) {
    const dotted = file.header.imports.find(({ name }) => name === '.')
    return dotted === undefined ? undefined : { path: dotted.path, name: callee.text }
  }
  const path = packageAt(receiver, file, program)
  return path === undefined ? undefined : { path, name: callee.text }
}

/** Returns the calls of functions of a package in a program, by their names. */
export function callsOf(
  path: string,
  names: readonly string[],
  program: Program,
): readonly Place[] {
  const files = importersOf(path, program)
  return names
    .flatMap((name) => everyCallNamed(name, files))
    .filter((call) => calledFrom(call, program)?.path === path && isLive(call, program))
}

/** Returns what the calls of a function of the program give it for a parameter. */
export function givenFor(func: Place, index: number, program: Program): readonly Place[] {
  return callersOf(func, program).flatMap(({ node, file }) => {
    const argument = argumentsOf(node)[index]
    return argument === undefined ? [] : [{ node: argument, file }]
  })
}

/** Returns the calls of a function of the program. */
export function callersOf({ node, file }: Place, program: Program): readonly Place[] {
  if (node.type === 'func_literal') return callersOfLiteral({ node, file }, program)
  const name = node.childForFieldName('name')?.text
  if (name === undefined) return []
  const isMethod = node.type === 'method_declaration'
  const files = isMethod ? program.files : filesThatName(name, file.package, program)
  return callers(program, `${file.path} ${node.id}`, () =>
    everyCallNamed(name, files).filter(
      (call) =>
        functionsCalled(call, program).some(
          (called) => called.node.id === node.id && called.file.path === file.path,
        ) && isLive(call, program),
    ),
  )
}

function callersOfLiteral({ node, file }: Place, program: Program): readonly Place[] {
  const { parent } = node
  if (parent?.type === 'call_expression') return [{ node: parent, file }]
  if (parent?.type !== 'expression_list') return []
  const left = parent.parent?.childForFieldName('left') ?? parent.parent?.childForFieldName('name')
  const target = left?.type === 'expression_list' ? named(left)[0] : left
  if (target?.type !== 'identifier') return []
  return callsNamed(target.text, program, [file]).filter((call) =>
    closuresCalled(call, program).some(({ node: closure }) => closure.id === node.id),
  )
}

/** Returns the function literals that a call of a variable calls. */
export function closuresCalled({ node, file }: Place, program: Program): readonly Place[] {
  const callee = bare(node.childForFieldName('function'))
  if (callee?.type === 'func_literal') return [{ node: callee, file }]
  if (callee?.type !== 'identifier') return []
  return assignmentsOf({ node: callee, file }, program).flatMap(({ value, file: other }) =>
    value?.type === 'func_literal' ? [{ node: value, file: other }] : [],
  )
}
