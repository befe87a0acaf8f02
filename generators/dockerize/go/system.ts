import type { Node } from 'web-tree-sitter'
import { bare, named, parentOf } from './syntax.ts'

/** Returns whether code runs on Linux: false inside branches of runtime.GOOS for other systems. */
export function runsOnLinux(node: Node): boolean {
  let at = node
  for (let parent = parentOf(node); parent !== null; parent = parentOf(at)) {
    if (parent.type === 'if_statement' && !branchRuns(parent, at)) return false
    const isCase = at.type === 'expression_case' || at.type === 'default_case'
    if (isCase && parent.type === 'expression_switch_statement' && !caseRuns(parent, at))
      return false
    at = parent
  }
  return true
}

function branchRuns(statement: Node, branch: Node): boolean {
  const test = bare(statement.childForFieldName('condition'))
  const [, operator, system] = /^runtime\.GOOS *(==|!=) *"(\w+)"$/.exec(test?.text ?? '') ?? []
  if (operator === undefined) return true
  const isMet = (system === 'linux') === (operator === '==')
  if (statement.childForFieldName('consequence')?.id === branch.id) return isMet
  return statement.childForFieldName('alternative')?.id === branch.id ? !isMet : true
}

function caseRuns(statement: Node, one: Node): boolean {
  if (statement.childForFieldName('value')?.text !== 'runtime.GOOS') return true
  const isLinux = (other: Node) =>
    other.type === 'expression_case' && /"linux"/.test(other.childForFieldName('value')?.text ?? '')
  return one.type === 'default_case' ? !named(statement).some(isLinux) : isLinux(one)
}
