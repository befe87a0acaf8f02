import { assignmentsOf } from '../go/assignments.ts'
import { calledFrom, callsOf } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { bare } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import { homeFolder } from '../home.ts'
import type { FieldValues } from '../values/evaluate.ts'

const userPackage = 'os/user'

/** Returns where a program asks for the user that it runs as; undefined if it doesn't. */
export function currentUserOf(program: Program): string | undefined {
  const [call] = callsOf(userPackage, ['Current'], program)
  return call === undefined ? undefined : sourceOf(call)
}

/** Returns values of fields with those of the user that the program runs as: `who.HomeDir`. */
export function withCurrentUser(program: Program, fields: FieldValues): FieldValues {
  return {
    ...fields,
    valuesOfField: (selector, evaluator) => {
      const { node, file } = selector
      const operand = node.childForFieldName('operand')
      const isHome =
        node.childForFieldName('field')?.text === 'HomeDir' &&
        operand !== null &&
        isCurrentUser({ node: operand, file }, program)
      return isHome
        ? [{ kind: 'text', text: homeFolder, source: sourceOf(selector) }]
        : fields.valuesOfField(selector, evaluator)
    },
  }
}

/** Whether an expression is a user that the program gets from the system. */
function isCurrentUser({ node, file }: Place, program: Program): boolean {
  const type = typeOf({ node, file }, program)
  if (type !== undefined) return type.package === userPackage
  if (node.type !== 'identifier') return false
  return assignmentsOf({ node, file }, program).some(({ value, file: other }) => {
    const call = bare(value)
    const called =
      call?.type === 'call_expression'
        ? calledFrom({ node: call, file: other }, program)
        : undefined
    return called?.path === userPackage && called.name === 'Current'
  })
}
