import { sourceOf } from '../go/source-file.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { countTests } from './counted-arguments.ts'
import { type NeededArgument, requiredArguments } from './required-arguments.ts'
import { requiredFields } from './required-fields.ts'
import { rootsWithoutAction } from './root-actions.ts'
import { testedFlags } from './tested-flags.ts'

/** Where a program ends without an argument, and the name of that if it is a flag. */
interface End {
  readonly source: string
  readonly flag?: string
}

/**
 * Returns where a program ends because of the arguments that it is started with; undefined if that is
 * nowhere for sure.
 * @param doesListen whether a sub-command alone starts what listens
 */
export function endsWithoutArgument(
  given: readonly string[],
  doesListen: boolean,
  { program }: Evaluator,
): End | undefined {
  const found: NeededArgument | undefined =
    countTests(given, program)[0] ??
    requiredArguments(given, program)[0] ??
    requiredFields(given, program)[0] ??
    testedFlags(given, program)[0] ??
    (doesListen && given.length === 0 ? rootsWithoutAction(program)[0] : undefined)
  if (found === undefined) return undefined
  const { flag } = found
  return { source: sourceOf(found), ...(flag === undefined ? {} : { flag }) }
}
