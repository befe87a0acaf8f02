import type { Node } from 'web-tree-sitter'
import { flagsNamed } from '../config/library-calls.ts'
import { assignmentsOf } from '../go/assignments.ts'
import { callsOf, everyCallNamed } from '../go/calls.ts'
import { filesMentioning, identifiersOf, type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { named, parentOf, receiverOf } from '../go/syntax.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { commandAt, commandOf, holdersOf, isStarted } from './commands.ts'

/** How many variables and functions a list of flags is followed through to its command. */
const deepest = 2
/** What gives a program other arguments than those that package flag stops at. */
const otherArguments = /\bos\.Args(?:\[[12]:?\]|\s*=[^=])/

/**
 * Returns how many arguments stand before each of some flags, for those that the program reads
 * in no other place: those of package flag, and those of a command above another one in urfave/cli and
 * ffcli.
 */
export function flagPositions(
  names: readonly string[],
  given: readonly string[],
  evaluator: Evaluator,
): Readonly<Record<string, number>> {
  if (given.length === 0) return {}
  const found = [...new Set(names)].flatMap((name): readonly (readonly [string, number])[] => {
    const defined = flagsNamed(evaluator.program, evaluator, name)
    const owners = defined.flatMap(({ place }) => flagOwners(place, evaluator.program))
    const lengths = owners.filter((owner) => isStarted(owner, given)).map(({ length }) => length)
    const last = Math.max(...lengths)
    return lengths.length === 0 || last >= given.length ? [] : [[name, last]]
  })
  return Object.fromEntries(found)
}

/** Returns the arguments of the commands that have a flag, where that decides where it stands. */
export function flagOwners(flag: Place, program: Program): readonly (readonly string[])[] {
  if (flag.node.type === 'composite_literal') return ownersAround(flag, 'Flags', program, 0)
  const receiver = receiverOf(flag.node)
  if (receiver === undefined) return []
  const path = packageAt(receiver, flag.file, program)
  if (path === 'flag') return isParsedFirst(program) ? [[]] : []
  if (path !== undefined || receiver.type !== 'identifier') return []
  return identifiersOf(receiver.text, [flag.file]).flatMap((use) =>
    ownersAround(use, 'FlagSet', program, deepest),
  )
}

/** Whether package flag reads all arguments, and so no flag behind one that is none. */
function isParsedFirst(program: Program): boolean {
  return (
    callsOf('flag', ['Parse'], program).length > 0 &&
    everyCallNamed('AddGoFlagSet', program.files).length === 0 &&
    !filesMentioning('Args', program.files).some(({ text }) => otherArguments.test(text))
  )
}

/** Returns the names of each command whose list of flags has a place, directly or by a name. */
function ownersAround(
  place: Place,
  key: string,
  program: Program,
  depth: number,
): readonly (readonly string[])[] {
  const { file } = place
  for (let at: Node | null = place.node; at !== null; at = parentOf(at)) {
    if (/^(?:function|method)_declaration$/.test(at.type)) break
    const command =
      at.type === 'keyed_element' && named(at)[0]?.text === key
        ? literalAround({ node: at, file })
        : at.type === 'assignment_statement'
          ? ownerOfField({ node: at, file }, key, program)
          : undefined
    if (command === 'app') return [[]]
    if (command !== undefined) return [commandOf(command, program)]
  }
  if (depth >= deepest) return []
  return holdersOf(place).flatMap((name) =>
    identifiersOf(name, program.files).flatMap((use) => ownersAround(use, key, program, depth + 1)),
  )
}

function literalAround({ node, file }: Place): Place | undefined {
  const literal = node.parent?.parent
  return literal === null || literal === undefined ? undefined : { node: literal, file }
}

/** `app.Flags = []cli.Flag{…}` */
function ownerOfField({ node, file }: Place, key: string, program: Program) {
  const [left] = named(node.childForFieldName('left'))
  const operand = left?.childForFieldName('operand')
  if (operand === null || operand === undefined || left?.childForFieldName('field')?.text !== key)
    return undefined
  const isApp = assignmentsOf({ node: operand, file }, program).some(({ value }) =>
    /\bNewApp\(\)/.test(value?.text ?? ''),
  )
  return isApp ? 'app' : commandAt({ node: operand, file }, program)
}
