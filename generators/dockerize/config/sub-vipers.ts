import { assignmentsInScope } from '../go/assignments.ts'
import { calledFrom, everyCallNamed, givenFor } from '../go/calls.ts'
import { importersOf, type Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import type { Place } from '../go/source-file.ts'
import {
  argumentsOf,
  bare,
  calleeOf,
  functionsAround,
  parameterIndex,
  receiverOf,
} from '../go/syntax.ts'
import { functionsCalled } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { returnedBy } from '../values/expressions.ts'
import type { Frame } from '../values/frame.ts'
import { textOf } from '../values/value.ts'

/** How deep variables and calls are followed. */
const deepest = 8

/**
 * Returns the keys of viper that a key stands for in a call: `v.Sub("web").GetString("port")` reads
 * `web.port`. One that is not known to be below another stands for itself.
 */
export function wholeKeys(
  key: string,
  call: Place,
  evaluator: Evaluator,
  frame?: Frame,
): readonly string[] {
  const receiver = receiverOf(call.node)
  if (receiver === undefined || !usesSub(evaluator.program)) return [key]
  const found = new Set(above({ node: receiver, file: call.file }, evaluator, frame, 0))
  // `viper.New()` is there for where nothing is below.
  const below = [...found].filter((prefix) => prefix !== '')
  return below.length === 0 ? [key] : below.map((prefix) => `${prefix}.${key}`)
}

const uses = remember<boolean>()

function usesSub(program: Program): boolean {
  return uses(program, '', () => {
    return everyCallNamed('Sub', importersOf('github.com/spf13/viper', program)).length > 0
  })
}

/** Returns the keys that a viper is below; the empty one for the root, and none where it is not known. */
function above(
  { node, file }: Place,
  evaluator: Evaluator,
  frame: Frame | undefined,
  depth: number,
): readonly string[] {
  const { program } = evaluator
  const expression = bare(node)
  if (expression === undefined || depth > deepest || file.isOver()) return []
  const place = { node: expression, file }
  if (expression.type === 'identifier') return ofVariable()
  return expression.type === 'call_expression' ? ofCall() : []

  function ofVariable(): readonly string[] {
    for (const func of functionsAround(expression ?? node)) {
      const index = parameterIndex(place.node.text, func)
      if (index !== -1) return ofParameter({ node: func, file }, index)
    }
    return assignmentsInScope(place, program).flatMap(({ value, index, file: other }) =>
      value === undefined || index > 0
        ? []
        : above({ node: value, file: other }, evaluator, frame, depth + 1),
    )
  }

  function ofParameter(func: Place, index: number): readonly string[] {
    for (let at = frame; at !== undefined; at = at.outer) {
      if (at.func.node.id !== func.node.id || at.func.file !== func.file) continue
      const given = at.arguments[index]
      return given === undefined ? [] : above(given, evaluator, at.outer, depth + 1)
    }
    return givenFor(func, index, program).flatMap((given) =>
      above(given, evaluator, undefined, depth + 1),
    )
  }

  function ofCall(): readonly string[] {
    const call = place.node
    const [receiver, given] = [receiverOf(call), argumentsOf(call)]
    const [first] = given
    const isSub = calleeOf(call)?.text === 'Sub' && given.length === 1
    if (isSub && receiver !== undefined && first !== undefined) {
      const outer = above({ node: receiver, file }, evaluator, frame, depth + 1)
      const names = evaluator.valuesOf({ node: first, file }, frame).map(textOf)
      return (outer.length === 0 ? [''] : outer).flatMap((prefix) =>
        (names.length === 0 ? [undefined] : names).map(
          (name) => `${prefix === '' ? '' : `${prefix}.`}${name ?? '?'}`,
        ),
      )
    }
    if (calledFrom(place, program) !== undefined && functionsCalled(place, program).length === 0)
      return ['']
    const passed = given.map((one) => ({ node: one, file }))
    return functionsCalled(place, program).flatMap((func) => {
      const inside = { func, arguments: passed, outer: frame }
      return returnedBy(func.node, 0).flatMap((value) =>
        above({ node: value, file: func.file }, evaluator, inside, depth + 1),
      )
    })
  }
}
