import { setFlagsFromString } from 'node:v8'
import type { Tree } from 'web-tree-sitter'
import { grammar } from './grammar.ts'
import type { Parse } from './source-file.ts'

/** A parser of Go, which keeps its trees until it is disposed of. */
export interface Parser {
  readonly parse: Parse
  readonly dispose: () => void
}

/** A text that takes longer, in milliseconds, is no Go that anybody wrote. */
const longest = 2000
/** What is not found in a repository after this time, in milliseconds, is left out. */
const longestInAll = 20_000

/** The versions of Node whose V8 is known to have the flag below. */
const knownNode = /^2[024]\./

/**
 * Uses the baseline compiler of WebAssembly alone: for the files of one repository, to optimize takes
 * longer than it saves.
 */
function compileOnce(): void {
  if (knownNode.test(process.versions.node)) setFlagsFromString('--liftoff-only')
}

/** Returns a parser of Go. To load it takes some tens of milliseconds. */
export async function createParser(): Promise<Parser> {
  compileOnce()
  const { Language, Parser } = await import('web-tree-sitter')
  const { go, engine } = grammar()
  await Parser.init({ wasmBinary: engine })
  const parser = new Parser()
  parser.setLanguage(await Language.load(go))
  const trees: Tree[] = []
  const end = performance.now() + longestInAll
  const isOver = () => performance.now() > end
  const failed: string[] = []
  return { parse: Object.assign(parse, { isOver, failed: () => failed }), dispose }

  function parse(text: string, path: string) {
    if (isOver()) return undefined
    const last = performance.now() + longest
    const tree = parser.parse(text, null, { progressCallback: () => performance.now() > last })
    if (tree === null) {
      parser.reset()
      failed.push(path)
      return undefined
    }
    trees.push(tree)
    return tree.rootNode
  }

  function dispose(): void {
    for (const tree of trees) tree.delete()
    parser.delete()
  }
}
