import Handlebars from 'handlebars'
import type { Context } from './context.ts'

/** Strict: an unknown variable is an error. No escaping: the output is no HTML. No helper but the built-in blocks. */
export const compileOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  preventIndent: true,
} as const satisfies CompileOptions

/** A template that was read: from the context to the text of one file. */
export type Render = (context: Context) => string

/** A template that can't be rendered: which one, where, and why. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/**
 * Compiles one template in a Handlebars of its own.
 * @param name the template's path in its layer, for messages
 * @param known the variables that a template may use; any other is an error now, even where an `{{#if}}` would hide it
 * @throws TemplateError naming the template, the line and the variable
 */
export function compile(name: string, source: string, known: ReadonlySet<string>): Render {
  const handlebars = Handlebars.create()
  for (const { variable, line } of variablesOf(name, source)) {
    if (!known.has(variable)) {
      throw new TemplateError(`template ${name}, line ${line}: no variable is called ${variable}`)
    }
  }
  const template = handlebars.compile(source, compileOptions)
  return (context) => template(context)
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
        ...usesOf(name, statement.program.body, false),
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

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement'
}

type Block = hbs.AST.BlockStatement & { path: hbs.AST.PathExpression }

function isBlock(node: hbs.AST.Node): node is Block {
  return node.type === 'BlockStatement'
}
