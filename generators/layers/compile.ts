import Handlebars from 'handlebars'
import { type Pieces, TemplateError } from './render.ts'

/**
 * Compiles a template: Handlebars reads it and decides which blank lines its block tags take with them.
 * @param name the template's path in its layer, for messages
 * @param known the variables that a template may use; any other is an error, even where a condition would hide it
 * @throws TemplateError naming the template, the line and the variable
 */
export function compile(name: string, source: string, known: ReadonlySet<string>): Pieces {
  const { body } = parse(name, source)
  for (const { variable, line } of usesOf(name, body, true)) {
    if (!known.has(variable)) {
      throw new TemplateError(`template ${name}, line ${line}: no variable is called ${variable}`)
    }
  }
  return piecesOf(name, body)
}

function piecesOf(name: string, statements: readonly hbs.AST.Statement[]): Pieces {
  return statements.flatMap((statement): Pieces => {
    if (isContent(statement)) return statement.value === '' ? [] : [statement.value]
    if (isMustache(statement)) return [[useOf(name, statement.path).variable]]
    if (!isBlock(statement)) return []
    const body = piecesOf(name, statement.program?.body ?? [])
    const inverse = piecesOf(name, statement.inverse?.body ?? [])
    const sides =
      statement.path.original === 'if' ? ([body, inverse] as const) : ([inverse, body] as const)
    return [[conditionOf(name, statement).variable, ...sides]]
  })
}

/** A variable that a template uses, and the line on which it does. */
export interface Use {
  readonly variable: string
  readonly line: number
}

/**
 * Returns the variables that a template uses, in their order. Only plain variables and `{{#if}}`/`{{else}}` one level
 * deep are in the template language of the layers.
 * @throws TemplateError for what does not parse, or is more than that
 */
export function variablesOf(name: string, source: string): readonly Use[] {
  return usesOf(name, parse(name, source).body, true)
}

function usesOf(
  name: string,
  statements: readonly hbs.AST.Statement[],
  blocksAllowed: boolean,
): readonly Use[] {
  return statements.flatMap((statement) => {
    if (isMustache(statement) && statement.params.length === 0) return [useOf(name, statement.path)]
    if (isBlock(statement) && blocksAllowed) {
      return [
        conditionOf(name, statement),
        ...usesOf(name, statement.program?.body ?? [], false),
        ...usesOf(name, statement.inverse?.body ?? [], false),
      ]
    }
    if (statement.type === 'ContentStatement' || statement.type === 'CommentStatement') return []
    throw outsideLanguage(name, statement)
  })
}

function conditionOf(name: string, block: Block): Use {
  const [condition, ...more] = block.params
  const isCondition = block.path.original === 'if' || block.path.original === 'unless'
  if (!isCondition || condition === undefined || more.length > 0) throw outsideLanguage(name, block)
  return useOf(name, condition)
}

function useOf(name: string, node: hbs.AST.Node): Use {
  const plain = isPath(node) && !node.data && node.depth === 0 && node.parts.length === 1
  if (!plain) throw outsideLanguage(name, node)
  return { variable: node.original, line: node.loc.start.line }
}

function outsideLanguage(name: string, node: hbs.AST.Node): TemplateError {
  return new TemplateError(
    `template ${name}, line ${node.loc.start.line}: only {{variable}} and, one level deep, {{#if variable}} or {{#unless variable}} may stand here`,
  )
}

function parse(name: string, source: string): hbs.AST.Program {
  try {
    return Handlebars.parse(source)
  } catch (cause) {
    throw new TemplateError(`template ${name}: ${String(cause)}`, { cause })
  }
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression'
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement'
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement'
}

type Block = hbs.AST.BlockStatement & { path: hbs.AST.PathExpression }

function isBlock(node: hbs.AST.Node): node is Block {
  return node.type === 'BlockStatement'
}
