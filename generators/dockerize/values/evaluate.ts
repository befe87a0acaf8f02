import type { Node } from 'web-tree-sitter'
import {
  type Assigned,
  assignedThrough,
  assignmentsInScope,
  assignmentsOf,
} from '../go/assignments.ts'
import { calledFrom, callersOf, closuresCalled } from '../go/calls.ts'
import { declarationOf, type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf, bare, calleeOf, functionsAround, named, parametersOf } from '../go/syntax.ts'
import { runsOnLinux } from '../go/system.ts'
import { functionsCalled } from '../go/types.ts'
import { added, elementsIn, literalOf, returnedBy } from './expressions.ts'
import { flagAt } from './flags.ts'
import { flagSetting, joinedPath, knownCall } from './known-calls.ts'
import { ofLiteral } from './literals.ts'
import { distinct, folded, joined, split, type Value } from './value.ts'

/** A call that is being looked into: what the parameters of the function are. */
export interface Frame {
  readonly func: Place
  readonly arguments: readonly Place[]
  readonly outer: Frame | undefined
}

/** Finds out what values expressions of a program may have. */
export interface Evaluator {
  readonly program: Program
  /** Returns the values that an expression may have; none if nothing is known. */
  readonly valuesOf: (place: Place, frame?: Frame) => readonly Value[]
  /** Returns the values of a key in the configuration files of the program. */
  readonly valuesOfKey: (keys: readonly string[]) => readonly Value[]
}

/** What a program is configured with, beyond its code. */
export interface FieldValues {
  readonly valuesOfKey: Evaluator['valuesOfKey']
  /** Returns the values of a field of a struct: `x.Field`. */
  readonly valuesOfField: (selector: Place, evaluator: Evaluator) => readonly Value[]
  /** Returns the values of a call of a library that holds settings; undefined for other calls. */
  readonly valuesOfCall: (
    call: Place,
    evaluator: Evaluator,
    frame: Frame | undefined,
  ) => readonly Value[] | undefined
}

/** The values that each element of a list may have. */
type List = readonly (readonly Value[])[]

function indexOf(name: string, func: Node): number {
  return parametersOf(func).findIndex((one) => one.name === name)
}

function isSpread(given: readonly Node[]): boolean {
  return given.at(-1)?.type === 'variadic_argument'
}

/** How deep expressions and calls are followed, and how many of them for one question. */
const deepest = 20
const mostSteps = 300
const mostInAll = 40_000

/** Returns an evaluator for a program. */
export function createEvaluator(program: Program, fields: FieldValues): Evaluator {
  const known = new Map<string, readonly Value[]>()
  const active = new Set<string>()
  let steps = 0
  let all = 0
  let isCut = false
  const evaluator: Evaluator = { program, valuesOf, valuesOfKey: fields.valuesOfKey }
  return evaluator

  function valuesOf({ node, file }: Place, frame?: Frame): readonly Value[] {
    const expression = bare(node)
    if (expression === undefined) return []
    const literal = literalOf({ node: expression, file })
    if (literal !== undefined) return [literal]
    const key = `${file.path} ${expression.id} ${expression.type}`
    const done = frame === undefined ? known.get(key) : undefined
    if (done !== undefined) return done
    if (active.has(key) || isTooMuch() || file.isOver()) {
      isCut = true
      return []
    }
    const isFirst = active.size === 0
    if (isFirst) {
      steps = 0
      isCut = false
    }
    const wasCut = isCut
    isCut = false
    steps += 1
    all += 1
    active.add(key)
    const values = distinct(evaluate({ node: expression, file }, frame))
    active.delete(key)
    // What was cut off may have more values for another question.
    if (frame === undefined && (isFirst || !isCut)) known.set(key, values)
    isCut ||= wasCut
    return values
  }

  function isTooMuch(): boolean {
    const isMore = active.size > deepest || steps > mostSteps || all > mostInAll
    isCut ||= isMore
    return isMore
  }

  function evaluate(place: Place, frame: Frame | undefined): readonly Value[] {
    const { node, file } = place
    switch (node.type) {
      case 'identifier':
        return ofIdentifier(place, frame)
      case 'selector_expression':
        return ofSelector(place, frame)
      case 'call_expression':
        return ofCall(place, frame)
      case 'type_conversion_expression':
        return calleeOf(node) === undefined
          ? inner(node.childForFieldName('operand'))
          : ofCall(place, frame)
      case 'variadic_argument':
        return inner(named(node)[0] ?? null)
      case 'binary_expression':
        return node.childForFieldName('operator')?.text === '+' ? ofSum() : []
      case 'composite_literal':
        return ofLiteral(place, program, (part) => valuesOf(part, frame))
      default:
        return []
    }

    function ofSum(): readonly Value[] {
      const terms = [node.childForFieldName('left'), node.childForFieldName('right')]
      const values = terms.map(inner)
      return terms.some((term) => bare(term)?.type === 'int_literal')
        ? added(values, place)
        : joined(values)
    }

    function inner(child: Place['node'] | null): readonly Value[] {
      return child === null ? [] : valuesOf({ node: child, file }, frame)
    }
  }

  function ofIdentifier({ node, file }: Place, frame: Frame | undefined): readonly Value[] {
    for (const func of functionsAround(node)) {
      const index = indexOf(node.text, func)
      if (index === -1) continue
      const passed = ofParameter({ node: func, file }, index, frame)
      const assigned = ofAssigned(assignmentsInScope({ node, file }, program), frame)
      return assigned.length === 0 ? passed : folded([...passed, ...assigned])
    }
    return folded(ofAssigned(assignmentsInScope({ node, file }, program), frame))
  }

  function ofParameter(func: Place, index: number, frame: Frame | undefined): readonly Value[] {
    for (let at = frame; at !== undefined; at = at.outer) {
      if (at.func.node.id !== func.node.id || at.func.file !== func.file) continue
      const argument = at.arguments[index]
      return argument === undefined ? [] : valuesOf(argument, at.outer)
    }
    const isVariadic = parametersOf(func.node)[index]?.isVariadic === true
    return callersOf(func, program).flatMap(({ node, file }) =>
      argumentsOf(node)
        .slice(index, isVariadic ? undefined : index + 1)
        .flatMap((argument) => valuesOf({ node: argument, file })),
    )
  }

  function ofAssigned(all: readonly Assigned[], frame: Frame | undefined): readonly Value[] {
    return all.flatMap(({ value, index, file, definition, elementsOf }) => {
      if (elementsOf !== undefined) return ofElements({ node: elementsOf, file }, frame, 0)
      if (definition !== undefined) return ofDefinition({ node: definition, file }, frame)
      if (value === undefined || !runsOnLinux(value)) return []
      const call = bare(value)
      if (index > 0 && call?.type === 'call_expression')
        return ofResult({ node: call, file }, index, frame)
      return valuesOf({ node: value, file }, frame)
    })
  }

  /** Returns the values of the elements of a list: of a literal, `append`, or a variable of these. */
  function ofElements(
    { node, file }: Place,
    frame: Frame | undefined,
    depth: number,
  ): readonly Value[] {
    const list = bare(node)
    steps += 1
    all += 1
    if (list === undefined || depth > deepest || isTooMuch()) return []
    switch (list.type) {
      case 'composite_literal':
        return elementsIn(list).flatMap((element) => valuesOf({ node: element, file }, frame))
      case 'call_expression': {
        // A pattern stands for the files that it matches.
        if (calledFrom({ node: list, file }, program)?.name === 'Glob')
          return argumentsOf(list).flatMap((one) => valuesOf({ node: one, file }, frame))
        if (calleeOf(list)?.text !== 'append') return ofTexts(list)
        const [first, ...more] = argumentsOf(list)
        const before =
          first === undefined ? [] : ofElements({ node: first, file }, frame, depth + 1)
        return [...before, ...more.flatMap((one) => valuesOf({ node: one, file }, frame))]
      }
      case 'identifier': {
        const func = functionsAround(list).find((one) =>
          parametersOf(one).some(({ name }) => name === list.text),
        )
        const index = func === undefined ? -1 : indexOf(list.text, func)
        if (func !== undefined && parametersOf(func)[index]?.isVariadic === true)
          return valuesOf({ node: list, file }, frame)
        const given = func === undefined ? [] : passedTo({ node: func, file }, frame)
        const passed = given.flatMap(({ given: all, file: other, outer }) =>
          all
            .slice(index, index + 1)
            .flatMap((one) => ofElements({ node: one, file: other }, outer, depth + 1)),
        )
        const assigned = assignmentsInScope({ node: list, file }, program).flatMap(
          ({ value, file: other, definition }) => {
            if (definition !== undefined)
              return ofDefinition({ node: definition, file: other }, frame)
            return value === undefined
              ? []
              : ofElements({ node: value, file: other }, frame, depth + 1)
          },
        )
        const found = [...passed, ...assigned]
        return found.length === 0 && func !== undefined ? ofTexts(list) : found
      }
      case 'selector_expression':
        return ofTexts(list)
      default:
        return []
    }

    /** A struct tag or a variable has a list in one text. */
    function ofTexts(texts: Place['node']): readonly Value[] {
      return valuesOf({ node: texts, file }, frame).flatMap((one) => split(one, ','))
    }
  }

  /** Returns the lists that arguments stand for, the last of which may be spread: `Join(a, more...)`. */
  function listsOf(
    given: readonly Node[],
    file: Place['file'],
    frame: Frame | undefined,
    depth = 0,
  ): readonly List[] {
    steps += 1
    all += 1
    if (depth > deepest || isTooMuch()) return []
    const last = isSpread(given) ? given.at(-1) : undefined
    const single = (last === undefined ? given : given.slice(0, -1)).map((node) =>
      valuesOf({ node, file }, frame),
    )
    if (last === undefined) return [single]
    const ends = ofSpread({ node: named(last)[0] ?? last, file }, frame, depth)
    return ends.map((end) => [...single, ...end])
  }

  function ofSpread(place: Place, frame: Frame | undefined, depth: number): readonly List[] {
    const { node, file } = place
    if (node.type === 'composite_literal') return listsOf(elementsIn(node), file, frame, depth + 1)
    if (node.type === 'call_expression') {
      const [first, ...more] = argumentsOf(node)
      if (calleeOf(node)?.text !== 'append' || first === undefined) return []
      const ends = listsOf(more, file, frame, depth + 1)
      return ofSpread({ node: first, file }, frame, depth + 1).flatMap((start) =>
        ends.map((end) => [...start, ...end]),
      )
    }
    if (node.type !== 'identifier') return []
    for (const func of functionsAround(node)) {
      const index = indexOf(node.text, func)
      if (index === -1) continue
      return passedTo({ node: func, file }, frame).flatMap(({ given, file: other, outer }) =>
        listsOf(given.slice(index), other, outer, depth + 1),
      )
    }
    const [assigned, ...others] = assignmentsOf(place, program)
    // In a list that grows in a loop, what stands where is not known.
    if (assigned?.value === undefined || others.length > 0) return []
    return ofSpread({ node: assigned.value, file: assigned.file }, frame, depth + 1)
  }

  /** Returns the arguments of the calls of a function, of the one that is looked into if that is known. */
  function passedTo(func: Place, frame: Frame | undefined) {
    for (let at = frame; at !== undefined; at = at.outer) {
      if (at.func.node.id !== func.node.id || at.func.file !== func.file) continue
      const given = at.arguments.map(({ node }) => node)
      return [{ given, file: at.arguments[0]?.file ?? func.file, outer: at.outer }]
    }
    return callersOf(func, program).map(({ node, file }) => {
      return { given: argumentsOf(node), file, outer: undefined }
    })
  }

  /** Something that gets the address of a variable: only what defines a flag gives it a value. */
  function ofDefinition(place: Place, frame: Frame | undefined): readonly Value[] {
    const flag = flagAt(place)
    if (flag === undefined) return throughPointer(place, frame)
    return flagSetting(flag, place, (argument) => valuesOf(argument, frame)) ?? []
  }

  /** A function of the program that sets what a parameter points to: `*target = os.Getenv(name)`. */
  function throughPointer(place: Place, frame: Frame | undefined): readonly Value[] {
    const { node, file } = place
    if (node.type !== 'call_expression' || active.size > deepest) return []
    const given = argumentsOf(node)
    const index = given.findIndex((argument) => argument.text.startsWith('&'))
    return functionsCalled(place, program).flatMap((func) => {
      const name = parametersOf(func.node)[index]?.name
      if (name === undefined || name === '') return []
      const inside = { func, arguments: given.map((one) => ({ node: one, file })), outer: frame }
      return ofAssigned(assignedThrough(name, func), inside)
    })
  }

  function ofSelector(place: Place, frame: Frame | undefined): readonly Value[] {
    const { node, file } = place
    const operand = node.childForFieldName('operand')
    const name = node.childForFieldName('field')?.text ?? ''
    const path = packageAt(operand, file, program)
    if (path === undefined) return fields.valuesOfField(place, evaluator)
    const own = program.packages.get(path)
    const declared = own === undefined ? undefined : declarationOf(name, own)
    const at = declared?.node.childrenForFieldName('name').find(({ text }) => text === name)
    if (declared?.kind !== 'value' || at === undefined) return []
    return folded(ofAssigned(assignmentsOf({ node: at, file: declared.file }, program), frame))
  }

  function ofCall(place: Place, frame: Frame | undefined): readonly Value[] {
    const special = fields.valuesOfCall(place, evaluator, frame)
    if (special !== undefined) return special
    const called = calledFrom(place, program)
    const given = argumentsOf(place.node)
    if (
      /^path(?:\/filepath)?$/.test(called?.path ?? '') &&
      called?.name === 'Join' &&
      isSpread(given)
    ) {
      const lists = listsOf(given, place.file, frame)
      return lists.flatMap((parts) => joinedPath(parts, place))
    }
    const known = knownCall(place, called, (argument) => valuesOf(argument, frame))
    if (known !== undefined) return known
    return ofResult(place, 0, frame)
  }

  /** Returns the values of a result of a function of the program. */
  function ofResult(place: Place, index: number, frame: Frame | undefined): readonly Value[] {
    const functions = [...functionsCalled(place, program), ...closuresCalled(place, program)]
    const { node, file } = place
    const given = argumentsOf(node).map((argument) => ({ node: argument, file }))
    if (functions.length === 0 && index === 1 && calleeOf(node)?.text === 'SplitHostPort') {
      // The port of an address stands for it all, because that is what somebody sets.
      return given.flatMap((argument) => valuesOf(argument, frame))
    }
    return functions.flatMap((func) => {
      const inside = { func, arguments: given, outer: frame }
      return folded(
        returnedBy(func.node, index).flatMap((value) =>
          valuesOf({ node: value, file: func.file }, inside),
        ),
      )
    })
  }
}
