import type { Node } from 'web-tree-sitter'
import { flagsOf } from '../config/library-calls.ts'
import { assignmentsOf } from '../go/assignments.ts'
import { callsNamed, everyCallNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { doesImport, identifiersOf, importersOf, type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { above, argumentsOf, calleeOf, named, receiverOf, stringOf } from '../go/syntax.ts'
import { commandAt, commandOf, commandWith, isStarted, kingpinPath } from './commands.ts'
import { flagOwners } from './flag-positions.ts'

/** An argument that a program ends without. */
export interface NeededArgument extends Place {
  /** The name of the flag, if it is one. */
  readonly flag?: string
}

/** Returns the arguments that a library asks for before the program, or the command that is started, runs. */
export function requiredArguments(
  given: readonly string[],
  program: Program,
): readonly NeededArgument[] {
  return [
    ...requiredByCobra(given, program),
    ...requiredByKingpin(given, program),
    ...requiredFlags(given, program),
    ...markedFlags(given, program),
  ]
}

/** `&cli.StringFlag{Name: "token", Required: true}`, `kingpin.Flag("token", "").Required()` */
function requiredFlags(given: readonly string[], program: Program): readonly NeededArgument[] {
  // What else sets a flag is not known then.
  if (doesImport(program, (path) => path.endsWith('/altsrc'))) return []
  return flagsOf(program).flatMap(({ defined, place }) => {
    const { isRequired, env, default: fallback, name } = defined
    if (isRequired !== true || env !== undefined || fallback !== undefined) return []
    const receiver = receiverOf(place.node)
    const owners =
      receiver === undefined
        ? flagOwners(place, program)
        : [kingpinPath({ node: receiver, file: place.file }, program, 0)]
    const flag = stringOf(name.node)?.split(',')[0]
    const isIt = isLive(place, program) && owners.some((one) => isStarted(one, given))
    return isIt ? [{ ...place, ...(flag === undefined ? {} : { flag }) }] : []
  })
}

/** `serveCmd.MarkFlagRequired("token")` */
function markedFlags(given: readonly string[], program: Program): readonly NeededArgument[] {
  return ['MarkFlagRequired', 'MarkPersistentFlagRequired'].flatMap((name) =>
    callsNamed(name, program).flatMap(({ node, file }) => {
      const [flag, ...others] = argumentsOf(node).map(stringOf)
      const receiver = receiverOf(node)
      const command =
        receiver === undefined ? undefined : commandAt({ node: receiver, file }, program)
      if (flag === undefined || others.length > 0 || command === undefined) return []
      const path = commandOf(command, program)
      const isIt = name === 'MarkFlagRequired' ? path.length === given.length : true
      return isIt && isStarted(path, given) ? [{ node, file, flag }] : []
    }),
  )
}

/** `Args: cobra.ExactArgs(1)` of the command that is started. */
function requiredByCobra(given: readonly string[], program: Program): readonly Place[] {
  // Whether a command has no other one above it is sure only where there is one.
  if (given.length === 0 && everyCallNamed('AddCommand', program.files).length > 0) return []
  return identifiersOf('Args', importersOf('github.com/spf13/cobra', program)).flatMap((place) => {
    const { node, file } = place
    const element = above(node, 'keyed_element')
    const [key, value] = named(element)
    if (element === undefined || key?.startIndex !== node.startIndex || value === undefined)
      return []
    const least = /\b(?:ExactArgs|MinimumNArgs|RangeArgs|ExactValidArgs)\((\d+)/.exec(
      value.text,
    )?.[1]
    const isNeeded = Number(least ?? 0) > 0 && /^(?:\w+\.)?\w+\(/.test(value.text)
    if (!isNeeded || !isLive({ node, file }, program)) return []
    const command = commandWith({ node: element, file }, program)
    return command?.join(' ') === given.join(' ') ? [{ node, file }] : []
  })
}

/** `kingpin.Arg("target", "").Required()`, of the program or of the command that is started. */
function requiredByKingpin(given: readonly string[], program: Program): readonly Place[] {
  const files = program.files.filter(({ header }) =>
    header.imports.some(({ path }) => path.includes('kingpin')),
  )
  return callsNamed('Arg', program, files).flatMap(({ node, file }) => {
    const receiver = receiverOf(node)
    if (receiver === undefined || !isRequiredBelow(node)) return []
    const names = kingpinPath({ node: receiver, file }, program, 0)
    const isIt =
      names.length > 0 ? isStarted(names, given) : isKingpin({ node: receiver, file }, program)
    return isIt ? [{ node, file }] : []
  })
}

/** Whether what a call returns is made required: `.Arg(…).Required().String()`. */
function isRequiredBelow(call: Node): boolean {
  const names = methodsOn(call)
  return names.includes('Required') && !names.includes('Envar')
}

/** Returns the names of the methods that are called on a call, one on the other. */
function methodsOn(call: Node): readonly string[] {
  const outer = call.parent?.parent
  if (outer?.type !== 'call_expression' || receiverOf(outer)?.id !== call.id) return []
  return [calleeOf(outer)?.text ?? '', ...methodsOn(outer)]
}

/** Whether an expression is the package kingpin, or what its New returned. */
function isKingpin({ node, file }: Place, program: Program): boolean {
  if (/kingpin/.test(packageAt(node, file, program) ?? '')) return true
  if (node.type !== 'identifier') return false
  return assignmentsOf({ node, file }, program).some(({ value }) =>
    /^kingpin\.New\(/.test(value?.text ?? ''),
  )
}
