import { callsNamed, callsOf } from '../go/calls.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { argumentsOf, receiverOf } from '../go/syntax.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'
import { isOffByDefault } from './off-by-default.ts'

/** Functions that open a whole folder, their only argument, to others: their package and name. */
const servers = [
  ['net/http', 'Dir'],
  ['os', 'DirFS'],
  ['golang.org/x/net/webdav', 'Dir'],
] as const

/** The working directory: `.`, `./`, `./.` */
const current = /^\.(?:\/\.?)*$/

/**
 * Returns where a program serves the folder that it is started in, unless a setting says another one;
 * undefined if it doesn't.
 */
export function servedWorkdir(evaluator: Evaluator): string | undefined {
  const { program } = evaluator
  const calls = servers.flatMap(([path, name]) =>
    callsOf(path, [name], program).map((call) => ({ call, index: 0 })),
  )
  const methods = callsNamed('Static', program)
    .filter(({ node }) => receiverOf(node) !== undefined)
    .map((call) => ({ call, index: 1 }))
  return [...calls, ...methods]
    .filter(({ call, index }) => isCurrent(call, index))
    .map(({ call }) => sourceOf(call))[0]

  function isCurrent(call: Place, index: number): boolean {
    const folder = argumentsOf(call.node)[index]
    if (folder === undefined || call.file.isOver()) return false
    const values = evaluator.valuesOf({ node: folder, file: call.file })
    return (
      values.some((value) => current.test(textOf(value) ?? '')) && !isOffByDefault(call, program)
    )
  }
}
