import type { Node } from 'web-tree-sitter'
import { tagOf } from '../config/struct-tags.ts'
import { assignmentsOf } from '../go/assignments.ts'
import { everyCallNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { identifiersOf, type Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import {
  above,
  argumentsOf,
  bare,
  calleeOf,
  expressionIn,
  named,
  parentOf,
  receiverOf,
  stringOf,
} from '../go/syntax.ts'

/** How many commands contain each other. */
const deepest = 4

/** The first argument of a program, where it reads that itself. */
const firstArgument = /\bos\.Args\[1\]|\bflag\.(?:Arg\(0\)|Args\(\)\[0\])|\bargs\[0\]/

/** The keys of what a command does. */
const action = /^(?:Run|RunE|Action|Exec)$/

/**
 * Returns the arguments of the sub-command whose action a place is in: of cobra, urfave/cli, ffcli,
 * kingpin, or a program that compares its first argument; undefined outside of any.
 */
export function commandAround(place: Place, program: Program): readonly string[] | undefined {
  const { file } = place
  for (let at: Node | null = place.node; at !== null; at = parentOf(at)) {
    const parent = parentOf(at)
    const found =
      at.type === 'keyed_element'
        ? ofLiteral({ node: at, file }, program)
        : at.type === 'expression_case'
          ? ofCase({ node: at, file }, program)
          : at.type === 'call_expression' && calleeOf(at)?.text === 'Action'
            ? ofKingpin({ node: at, file }, program)
            : parent?.type === 'if_statement' &&
                parent.childForFieldName('consequence')?.id === at.id
              ? ofCondition({ node: parent, file }, program)
              : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** `&cobra.Command{Use: "serve", RunE: …}`, `&cli.Command{Name: "serve", Action: …}`. */
function ofLiteral({ node, file }: Place, program: Program): readonly string[] | undefined {
  return action.test(named(node)[0]?.text ?? '') ? commandWith({ node, file }, program) : undefined
}

/** Returns the names of the command in whose literal an element stands; undefined if it is none. */
export function commandWith(
  { node, file }: Place,
  program: Program,
): readonly string[] | undefined {
  const composite = node.parent?.parent
  if (nameIn(node.parent) === undefined) return undefined
  return composite === null || composite === undefined
    ? undefined
    : pathOf({ node: composite, file }, program, 0)
}

/**
 * Returns the names of the commands of cobra, urfave/cli and ffcli directly below a program that does
 * nothing without a command.
 */
export function topCommands(program: Program): readonly string[] {
  const elements = ['Run', 'RunE', 'Action', 'Exec'].flatMap((key) =>
    identifiersOf(key, program.files).flatMap(({ node, file }) => {
      const element = above(node, 'keyed_element')
      const isKey = element !== undefined && named(element)[0]?.startIndex === node.startIndex
      return isKey && isLive({ node, file }, program) ? [{ node: element, file }] : []
    }),
  )
  const found = elements.flatMap((element) => {
    const names = ofLiteral(element, program) ?? []
    return names.length === 1 && !isBelowAction(element, program) ? names : []
  })
  return [...new Set(found)]
}

/** Whether the command above the one in whose literal an element is has an action of its own. */
function isBelowAction({ node, file }: Place, program: Program): boolean {
  const composite = node.parent?.parent
  const parent =
    composite === null || composite === undefined
      ? undefined
      : commandAbove({ node: composite, file }, program)
  return named(parent && bodyOf(parent.node)).some((one) => action.test(named(one)[0]?.text ?? ''))
}

/** Returns the name in the literal of a command: `Use: "serve [flags]"`, `Name: "serve"`. */
function nameIn(literal: Node | null): string | undefined {
  for (const element of named(literal)) {
    const [key, value] = named(element)
    if (key?.text !== 'Use' && key?.text !== 'Name') continue
    const text = expressionIn(value)
    return stringOf(text)?.split(' ')[0]
  }
  return undefined
}

/** Whether a command, or one below it, is what is started. */
export function isStarted(command: readonly string[], given: readonly string[]): boolean {
  return command.every((word, index) => word === given[index])
}

/** Returns the arguments that a command, of which a literal is given, is started with. */
export function commandOf(literal: Place, program: Program): readonly string[] {
  return pathOf(literal, program, 0)
}

/** Returns the names of a command and of those around it, without the program's own. */
function pathOf(command: Place, program: Program, depth: number): readonly string[] {
  const literal = bodyOf(command.node)
  const name = nameIn(literal)
  const parent = depth < deepest ? commandAbove(command, program) : undefined
  if (name === undefined || (parent === undefined && isRoot(command.node, literal))) return []
  return parent === undefined || isSame(parent, command)
    ? [name]
    : [...pathOf(parent, program, depth + 1), name]
}

/** Returns the elements of the literal of a command, whose type a list may say instead. */
function bodyOf(command: Node): Node | null {
  return command.childForFieldName('body') ?? named(command).at(-1) ?? null
}

/** A command of cobra that nothing adds to another one is the program itself, as is an app. */
function isRoot(composite: Node, literal: Node | null): boolean {
  const keys = named(literal).map((element) => named(element)[0]?.text)
  const type = composite.childForFieldName('type')?.text ?? ''
  return (
    type.endsWith('App') ||
    keys.includes('Commands') ||
    keys.includes('Use') ||
    (type.startsWith('ffcli.') && keys.includes('Subcommands'))
  )
}

function isSame(one: Place, other: Place): boolean {
  return one.file === other.file && one.node.id === other.node.id
}

/** Returns the literal of the command that has another one among its commands. */
function commandAbove(command: Place, program: Program): Place | undefined {
  const around = commandHolding(command)
  if (around !== undefined) return around
  const holders = holdersOf(command)
  const uses = holders.flatMap((name) => identifiersOf(name, program.files))
  for (const use of uses) {
    const holding = commandHolding(use)
    if (holding !== undefined && !isSame(holding, command)) return holding
  }
  for (const { node, file } of everyCallNamed('AddCommand', program.files)) {
    const isAdded = argumentsOf(node).some((argument) => {
      const words: readonly string[] = argument.text.match(/\w+/g) ?? []
      return holders.some((name) => words.includes(name)) || isInside(command.node, argument)
    })
    const receiver = isAdded ? receiverOf(node) : undefined
    if (receiver !== undefined) return commandAt({ node: receiver, file }, program)
  }
  return undefined
}

/** Returns the command in whose list of commands a place is: `Commands: []*cli.Command{…}`. */
function commandHolding({ node, file }: Place): Place | undefined {
  for (let at = parentOf(node); at !== null; at = parentOf(at)) {
    if (/^(function|method)_declaration$/.test(at.type)) return undefined
    if (at.type !== 'keyed_element') continue
    const composite = parentOf(at)?.parent
    const holds = /^(Commands|Subcommands)$/.test(named(at)[0]?.text ?? '')
    if (holds && composite !== null && composite !== undefined) return { node: composite, file }
  }
  return undefined
}

/** Returns the literal of the command that an expression stands for, as an answer about its name. */
export function commandAt({ node, file }: Place, program: Program): Place | undefined {
  const expression = bare(node)
  if (expression?.type === 'composite_literal') return { node: expression, file }
  const called = expression?.type === 'call_expression' ? calleeOf(expression) : expression
  if (called?.type !== 'identifier' && called?.type !== 'field_identifier') return undefined
  for (const { value, file: other } of assignmentsOf({ node: called, file }, program)) {
    const literal = bare(value)
    if (literal?.type === 'composite_literal') return { node: literal, file: other }
  }
  return undefined
}

function isInside(node: Node, outer: Node): boolean {
  return (
    node.tree === outer.tree &&
    node.startIndex >= outer.startIndex &&
    node.endIndex <= outer.endIndex
  )
}

/** Returns the names of the variable and the function that a command is known by. */
export function holdersOf({ node, file }: Place): readonly string[] {
  const own = file.declarationAt(node.startIndex)?.childForFieldName('name')?.text
  let at: Node | null = node
  while (at !== null && !/^(short_var_declaration|assignment_statement|var_spec)$/.test(at.type))
    at = parentOf(at)
  const left = at?.childForFieldName('left') ?? at?.childForFieldName('name')
  const names = [own ?? '', left?.text ?? '']
  return names.filter((name) => !/^(main|init|)$/.test(name))
}

/** `case "serve":` of the first argument, `case serve.FullCommand():`. */
function ofCase({ node, file }: Place, program: Program): readonly string[] | undefined {
  const [value] = named(node.childForFieldName('value'))
  const full = value?.type === 'call_expression' && calleeOf(value)?.text === 'FullCommand'
  if (full) return ofKingpin({ node: value, file }, program)
  const text = stringOf(value)
  const subject = node.parent?.childForFieldName('value')
  if (text === undefined || subject === null || subject === undefined) return undefined
  return isFirstArgument({ node: subject, file }, program) ? [text] : undefined
}

/** `if os.Args[1] == "serve" {` */
function ofCondition({ node, file }: Place, program: Program): readonly string[] | undefined {
  const conditions = [node.childForFieldName('condition')].flatMap((one) =>
    one?.type === 'binary_expression' && one.childForFieldName('operator')?.text === '&&'
      ? named(one)
      : (one ?? []),
  )
  for (const condition of conditions) {
    const [left, right] = named(condition)
    const isEqual = condition.childForFieldName('operator')?.text === '=='
    const text = stringOf(right)
    if (!isEqual || left === undefined || text === undefined || text === '') continue
    if (isFirstArgument({ node: left, file }, program)) return [text]
  }
  return undefined
}

function isFirstArgument({ node, file }: Place, program: Program): boolean {
  if (firstArgument.test(node.text)) return true
  if (node.type !== 'identifier') return false
  return assignmentsOf({ node, file }, program).some(({ value }) =>
    firstArgument.test(value?.text ?? ''),
  )
}

/** Returns the names of a command of kingpin: `app.Command("serve", "…")`, and what is called on it. */
function ofKingpin({ node, file }: Place, program: Program): readonly string[] | undefined {
  const path = kingpinPath({ node, file }, program, 0)
  return path.length === 0 ? undefined : path
}

/** Returns the names of the commands of kingpin that an expression is made from. */
export function kingpinPath(
  { node, file }: Place,
  program: Program,
  depth: number,
): readonly string[] {
  const expression = bare(node)
  if (expression === undefined || depth > 2 * deepest) return []
  if (expression.type === 'identifier') {
    const [first] = assignmentsOf({ node: expression, file }, program)
    return first?.value === undefined
      ? []
      : kingpinPath({ node: first.value, file: first.file }, program, depth + 1)
  }
  const receiver = expression.type === 'call_expression' ? receiverOf(expression) : undefined
  if (receiver === undefined) return []
  const outer = kingpinPath({ node: receiver, file }, program, depth + 1)
  const name =
    calleeOf(expression)?.text === 'Command' ? stringOf(argumentsOf(expression)[0]) : undefined
  return name === undefined ? outer : [...outer, name]
}

/**
 * Returns the commands of go-flags and kong whose struct has a method: `command:"serve"` with Execute,
 * `cmd:""` with Run.
 */
export function taggedCommands(method: Node, program: Program): readonly string[] {
  const type = /(\w+)\s*\)$/.exec(method.childForFieldName('receiver')?.text ?? '')?.[1]
  const name = method.childForFieldName('name')?.text
  if (type === undefined || (name !== 'Execute' && name !== 'Run')) return []
  const files = program.files.filter(({ text }) => /\b(?:command|cmd):"/.test(text))
  return identifiersOf(type, files).flatMap(({ node }) => {
    let at: Node | null = node
    while (at !== null && at.type !== 'field_declaration') at = parentOf(at)
    const tag = tagOf(at?.childForFieldName('tag')?.text ?? '')
    if (name === 'Execute') return tag.get('command') ?? []
    const field = at?.childForFieldName('name')?.text
    return !tag.has('cmd') || field === undefined ? [] : (tag.get('name') ?? kebab(field))
  })
}

/** kong's name of a command: https://pkg.go.dev/github.com/alecthomas/kong */
export function kebab(field: string): string {
  return field.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase()
}
