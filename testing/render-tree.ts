import { recordPaths } from '../generators/plan/record.ts'
import { type Tree, type TreeFile, utf8In } from '../generators/plan/tree.ts'
import type { SomeAnswers } from '../generators/questions/answers.ts'
import { newService, type ServiceInput } from '../generators/service.ts'
import { completeAnswers } from './answers.ts'
import { callersFolder } from './callers-folder.ts'
import { type Known, requireKnown } from './known-options.ts'
import type { Normaliser } from './normalisers.ts'
import { type RenderedTree, renderedTree } from './rendered-tree.ts'
import { templatesOf } from './templates.ts'

/** What a tree is rendered from. */
export interface RenderInput {
  /**
   * Answers, of which any may be missing: the name is then `greeter`, or the last element of the
   * module path; the module path `github.com/acme/NAME`; and an option has its default.
   */
  readonly answers?: SomeAnswers
  /**
   * Folders of house layers, relative to the current directory, of which a later one wins.
   */
  readonly layers?: readonly string[]
  /** Paths that the repository excludes, as in `exclude` of go-docker.json. */
  readonly exclude?: readonly string[]
}

/** What the options of `renderTree` have to be; a cell of `matrix`, which has a title, is accepted whole. */
export const renderOptions: Known<RenderInput & { readonly title: string }> = {
  answers: 'an object',
  layers: 'a list',
  exclude: 'a list',
  title: 'a text',
}

/**
 * Renders the repository that a create in an empty directory would write, in memory.
 *
 * @example
 * const tree = await renderTree({ answers: { framework: 'echo', database: 'redis' } })
 * tree.read('go.mod') // 'module github.com/acme/greeter…'
 *
 * @throws ProblemsError with everything that is wrong with the answers, the excluded paths or a layer;
 * TypeError for an unknown option
 */
export async function renderTree(input: RenderInput = {}): Promise<RenderedTree> {
  requireKnown('renderTree', input, renderOptions)
  const { answers = {}, layers = [], exclude = [] } = input
  const directory = callersFolder()
  const { builtIn, table, version, house } = await templatesOf(layers)
  const complete = completeAnswers(answers, table)
  return renderedTree(complete, (normalisers) => {
    const variables: Readonly<Record<string, string>> = Object.assign(
      {},
      ...normalisers.map(({ variables }) => variables),
    )
    const service: ServiceInput = {
      answers: complete,
      exclude,
      version: variables.generatorVersion ?? version,
      table,
      variables,
      ...(house === undefined ? {} : { house }),
    }
    // The record is made after the texts have their tokens, so that its digests are those of tokens.
    const whole = newService(service, builtIn, (tree) => withTokens(tree, normalisers), directory)
    return withTokens(whole, normalisers, recordPaths)
  })
}

/** Returns a tree with its texts, or only those of some paths, normalised. */
function withTokens(
  tree: Tree,
  normalisers: readonly Normaliser[],
  only: readonly string[] = [...tree.keys()],
): Tree {
  const chosen = new Set(only)
  return new Map(
    [...tree].map(([path, file]) => [path, chosen.has(path) ? tokens(path, file) : file]),
  )

  function tokens(path: string, file: TreeFile): TreeFile {
    const text = utf8In(file)
    if (text === undefined) return file
    const after = normalisers.reduce((now, { text }) => text?.(now, path) ?? now, text)
    return after === text ? file : { ...file, content: Buffer.from(after) }
  }
}
