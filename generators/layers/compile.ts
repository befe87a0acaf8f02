import Handlebars from 'handlebars'
import { isNestedTooDeeply } from './nesting.ts'
import { type Compiled, type Piece, type Pieces, TemplateError } from './render.ts'

/**
 * Compiles a template. Handlebars parses it and decides which blank lines its block tags remove.
 * @param name the template's path in its layer, for messages
 * @param known the variables that a template may use; any other is an error, even in a branch that
 * is not taken
 * @throws TemplateError naming the template, the line and the variable
 */
export function compile(name: string, source: string, known: ReadonlySet<string>): Compiled {
  const { body } = parse(name, source)
  for (const { variable, line } of usesOf(name, body, true)) {
    if (!known.has(variable)) {
      throw new TemplateError(`template ${name}, line ${line}: unknown variable ${variable}`)
    }
  }
  return { text: source, pieces: new Slicer(name, source).piecesOf(body) }
}

/** Finds the pieces of a template in its source, in order. */
class Slicer {
  readonly #name: string
  readonly #source: string
  #position = 0

  constructor(name: string, source: string) {
    this.#name = name
    this.#source = source
  }

  piecesOf(statements: readonly hbs.AST.Statement[]): Pieces {
    return statements.flatMap((statement): Pieces => {
      if (isContent(statement)) return statement.value === '' ? [] : [this.#slice(statement.value)]
      if (isMustache(statement)) return [useOf(this.#name, statement.path).variable]
      return isBlock(statement) ? [this.#condition(statement)] : []
    })
  }

  /**
   * Handlebars only removes parts of the source, so each remaining text is its next occurrence in
   * the source.
   */
  #slice(value: string): Piece {
    const start = this.#source.indexOf(value, this.#position)
    if (start === -1) throw new TemplateError(`template ${this.#name}: cannot find ${value}`)
    this.#position = start + value.length
    return [start, this.#position]
  }

  #condition(statement: Block): Piece {
    const body = this.piecesOf(statement.program?.body ?? [])
    const inverse = this.piecesOf(statement.inverse?.body ?? [])
    const { variable } = conditionOf(this.#name, statement)
    return statement.path.original === 'if' ? [variable, body, inverse] : [variable, inverse, body]
  }
}

/** A variable that a template uses, and the line. */
export interface Use {
  readonly variable: string
  readonly line: number
}

/**
 * Returns the variables that a template uses, in order. The template language of layers has only
 * plain variables, and `{{#if}}`, `{{#unless}}` and `{{else}}` one level deep.
 * @throws TemplateError for anything else, and for a syntax error
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
    if (isMustache(statement) && isBare(statement)) return [useOf(name, statement.path)]
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
  const plain = isCondition && more.length === 0 && block.hash === undefined
  if (!plain || condition === undefined || block.program.blockParams !== undefined) {
    throw outsideLanguage(name, block)
  }
  return useOf(name, condition)
}

function useOf(name: string, node: hbs.AST.Node): Use {
  const plain = isPath(node) && !node.data && node.depth === 0 && node.parts.length === 1
  if (!plain) throw outsideLanguage(name, node)
  return { variable: node.original, line: node.loc.start.line }
}

function isBare({ params, hash }: hbs.AST.MustacheStatement): boolean {
  return params.length === 0 && hash === undefined
}

function outsideLanguage(name: string, node: hbs.AST.Node): TemplateError {
  return new TemplateError(
    `template ${name}, line ${node.loc.start.line}: only {{variable}} and, one level deep, {{#if variable}} or {{#unless variable}} are allowed here; \\{{ prints {{`,
  )
}

function parse(name: string, source: string): hbs.AST.Program {
  if (isNestedTooDeeply(source)) {
    throw new TemplateError(`template ${name}: it is nested too deeply`)
  }
  try {
    return Handlebars.parse(source)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new TemplateError(`template ${name}${placeOf(message)}`, { cause })
  }
}

/** Returns the line and the reason in an error of Handlebars, whose texts have several lines. */
function placeOf(message: string): string {
  const [first = '', excerpt = ''] = message.split('\n')
  const [, line] = /^(?:Parse|Lexical) error on line (\d+)/.exec(first) ?? []
  if (line !== undefined) return `, line ${line}: syntax error near ${excerpt.slice(0, 60)}`
  const [, reason, at] = /^(.*) - (\d+):\d+$/.exec(first) ?? []
  return at === undefined ? `: ${first}` : `, line ${at}: ${reason}`
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
