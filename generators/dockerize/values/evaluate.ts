import {
  type Assigned,
  assignedThrough,
  assignmentsInScope,
  assignmentsOf,
} from '../go/assignments.ts'
import { calledFrom, callersOf, closuresCalled } from '../go/calls.ts'
import { declarationOf, type Program, packageAt } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import {
  argumentsOf,
  bare,
  calleeOf,
  functionsAround,
  named,
  parameterIndex,
  parametersOf,
  receiverOf,
} from '../go/syntax.ts'
import { runsOnLinux } from '../go/system.ts'
import { functionsCalled, typeOf } from '../go/types.ts'
import { partCalled, urlOfHost } from './address-parts.ts'
import { added, literalOf, returnedBy } from './expressions.ts'
import { flagAt } from './flags.ts'
import type { Frame } from './frame.ts'
import { flagSetting, joinedPath, knownCall } from './known-calls.ts'
import { createLists, isSpread } from './lists.ts'
import { ofLiteral, ofMapElement } from './literals.ts'
import { distinct, folded, joined, type Value } from './value.ts'

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
  const { ofElements, listsOf } = createLists({
    program,
    valuesOf,
    ofDefinition,
    isTooMuch: () => {
      steps += 1
      all += 1
      return isTooMuch()
    },
  })
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
      case 'index_expression':
        return ofMapElement(place, program, (part) => valuesOf(part, frame))
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
      const index = parameterIndex(node.text, func)
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
      if (elementsOf !== undefined) return ofElements({ node: elementsOf, file }, frame)
      if (definition !== undefined) return ofDefinition({ node: definition, file }, frame)
      if (value === undefined || !runsOnLinux(value)) return []
      const call = bare(value)
      if (index > 0 && call?.type === 'call_expression')
        return ofResult({ node: call, file }, index, frame)
      return valuesOf({ node: value, file }, frame)
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
    if (path === undefined) {
      const url = urlOfHost(place, program)
      return url === undefined ? fields.valuesOfField(place, evaluator) : valuesOf(url, frame)
    }
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
    const url = urlIn(place)
    return url === undefined ? ofResult(place, 0, frame) : valuesOf(url, frame)
  }

  /** Returns the URL of `u.String()`. */
  function urlIn({ node, file }: Place): Place | undefined {
    const receiver = receiverOf(node)
    if (receiver === undefined || calleeOf(node)?.text !== 'String') return undefined
    const url = { node: receiver, file }
    return typeOf(url, program)?.package === 'net/url' ? url : undefined
  }

  /** Returns the values of a result of a function of the program. */
  function ofResult(place: Place, index: number, frame: Frame | undefined): readonly Value[] {
    const functions = [...functionsCalled(place, program), ...closuresCalled(place, program)]
    const { node, file } = place
    if (functions.length === 0)
      return partCalled(place, index, program, (one) => valuesOf(one, frame)) ?? []
    const given = argumentsOf(node).map((argument) => ({ node: argument, file }))
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
