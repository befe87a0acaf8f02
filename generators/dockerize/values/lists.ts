import type { Node } from 'web-tree-sitter'
import { assignmentsInScope, assignmentsOf } from '../go/assignments.ts'
import { calledFrom, callersOf } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import {
  argumentsOf,
  bare,
  calleeOf,
  functionsAround,
  named,
  parameterIndex,
  parametersOf,
} from '../go/syntax.ts'
import { elementsIn } from './expressions.ts'
import type { Frame } from './frame.ts'
import { split, type Value } from './value.ts'

/** What lists are evaluated with. */
interface ListTerms {
  readonly program: Program
  readonly valuesOf: (place: Place, frame: Frame | undefined) => readonly Value[]
  /** Returns the values of what gets the address of a variable. */
  readonly ofDefinition: (place: Place, frame: Frame | undefined) => readonly Value[]
  /** Counts a step, and returns whether there were too many. */
  readonly isTooMuch: () => boolean
}

/** Finds out what lists of a program may have. */
interface Lists {
  /** Returns the values of all elements of a list, whatever their order. */
  readonly ofElements: (place: Place, frame: Frame | undefined) => readonly Value[]
  /** Returns the lists that arguments stand for, the last of which may be spread: `Join(a, more...)`. */
  readonly listsOf: (
    given: readonly Node[],
    file: Place['file'],
    frame: Frame | undefined,
  ) => readonly List[]
}

/** The values that each element of a list may have. */
type List = readonly (readonly Value[])[]

/** Returns whether the last argument is a list that stands for several: `f(a, more...)`. */
export function isSpread(given: readonly Node[]): boolean {
  return given.at(-1)?.type === 'variadic_argument'
}

/** How deep lists of lists are followed. */
const deepest = 20

/** Returns what evaluates the lists of a program. */
export function createLists({ program, valuesOf, ofDefinition, isTooMuch }: ListTerms): Lists {
  return {
    ofElements: (place, frame) => ofElements(place, frame),
    listsOf: (given, file, frame) => listsOf(given, file, frame),
  }

  /** Returns the values of the elements of a list: of a literal, `append`, or a variable of these. */
  function ofElements(
    { node, file }: Place,
    frame: Frame | undefined,
    depth = 0,
  ): readonly Value[] {
    const list = bare(node)
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
        const func = functionsAround(list).find((one) => parameterIndex(list.text, one) !== -1)
        const index = func === undefined ? -1 : parameterIndex(list.text, func)
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
      const index = parameterIndex(node.text, func)
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
}
