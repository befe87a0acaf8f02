import { setFlagsFromString } from 'node:v8'
import type { Tree, TreeCursor } from 'web-tree-sitter'
import { grammar } from './grammar.ts'
import type { Parse } from './source-file.ts'

/** A parser of Go, which keeps its trees until it is disposed of. */
export interface Parser {
  readonly parse: Parse
  readonly dispose: () => void
}

/** A text that takes longer, in seconds of CPU, is no Go that anybody wrote. */
const longest = 2
/**
 * No code of a person nests as deeply; to look for what is around a node takes time for each level.
 * A tree may nest twice as deeply before it is noticed.
 */
const deepest = 500
/** Generated code has constants of very many lines: `"…" +`. */
const mostTerms = 10_000
/**
 * What is not found in a repository after so many seconds of CPU is left out: a busy machine finds
 * the same as an idle one.
 */
const longestInAll = 20
/**
 * How many questions whether the time is over are answered as the one before, and for how many
 * milliseconds: the CPU's clock is slow to read.
 */
const rarely = { questions: 50, milliseconds: 5 }

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
  const isOver = clockOf(longestInAll)
  const failed: string[] = []
  return { parse: Object.assign(parse, { isOver, failed: () => failed }), dispose }

  function parse(text: string, path: string) {
    if (isOver()) return undefined
    const tree = parser.parse(text, null, { progressCallback: clockOf(longest) })
    if (tree === null) parser.reset()
    else trees.push(tree)
    if (tree === null || isTooDeep(tree)) {
      failed.push(path)
      return undefined
    }
    return tree.rootNode
  }

  function dispose(): void {
    for (const tree of trees) tree.delete()
    parser.delete()
  }
}

/**
 * Returns a function that says whether so many seconds of CPU have passed since it was first asked in
 * earnest.
 */
function clockOf(seconds: number): () => boolean {
  let start: NodeJS.CpuUsage | undefined
  let isOver = false
  let questions = 0
  let asked = 0
  return () => {
    questions += 1
    if (isOver || questions % rarely.questions !== 0) return isOver
    // Date, because the first use of performance costs milliseconds. It may go backwards.
    const now = Date.now()
    if (Math.abs(now - asked) < rarely.milliseconds) return isOver
    asked = now
    start ??= process.cpuUsage()
    const { user, system } = process.cpuUsage(start)
    isOver = (user + system) / 1e6 > seconds
    return isOver
  }
}

/**
 * Whether a tree nests too deeply. Between a node and another that is `deepest` levels below it, there
 * are at least as many others, in the order of the text, and all of them are deeper than the first:
 * to look at one of so many nodes is enough.
 */
function isTooDeep({ rootNode }: Tree): boolean {
  const cursor = rootNode.walk()
  let isDeep = false
  for (let at = deepest; at < rootNode.descendantCount && !isDeep; at += deepest) {
    cursor.gotoDescendant(at)
    isDeep = cursor.currentDepth > mostTerms || levelsAbove(cursor) >= deepest
  }
  cursor.delete()
  return isDeep
}

/** Returns how many levels are above a node, without the terms of a sum outside of functions. */
function levelsAbove(cursor: TreeCursor): number {
  const all = cursor.currentDepth
  let terms = 0
  while (all >= deepest && cursor.gotoParent()) {
    if (cursor.nodeType === 'block') return all
    if (cursor.nodeType === 'binary_expression') terms += 1
  }
  return all - terms
}
