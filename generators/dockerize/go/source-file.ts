import type { Node } from 'web-tree-sitter'
import type { Header } from './header.ts'
import { wordsIn } from './words.ts'

/** Parses Go files. */
export interface Parse {
  /** Returns the syntax tree of a file with a path; undefined if that is not possible. */
  (text: string, path: string): Node | undefined
  /** Whether the time for a repository is over, so that nothing more is looked for. */
  readonly isOver: () => boolean
  /** Returns the paths of the files that could not be parsed. */
  readonly failed: () => readonly string[]
}

/** A Go file of a build for Linux, which is parsed only when it is asked for names in it. */
export interface GoFile {
  /** Relative to the directory that is read. */
  readonly path: string
  readonly text: string
  readonly header: Header
  /** The import path of its package. */
  readonly package: string
  /** The build tags without which it is not compiled. */
  readonly tags: readonly string[]
  /** Whether it is generated from a protocol, so that it calls nothing that is looked for. */
  readonly isProtocol: boolean
  /** Whether the time for its repository is over. */
  readonly isOver: () => boolean
  /** Whether a word may be in its text; it is not, if this says so. */
  readonly mentions: (word: string) => boolean
  /** Returns its syntax tree. */
  readonly root: () => Node | undefined
  /** Returns the identifiers with a name, wherever they stand in the code. */
  readonly identifiers: (name: string) => readonly Node[]
  /** Returns the function or method whose declaration a position is in. */
  readonly declarationAt: (position: number) => Node | undefined
}

/** A node of a syntax tree, and the file that it is in. */
export interface Place {
  readonly node: Node
  readonly file: GoFile
}

/** Returns the line of a position in a text, from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/** Returns `path:line` of a place. */
export function sourceOf({ node, file }: Place): string {
  return `${file.path}:${node.startPosition.row + 1}`
}

/** Returns a Go file. */
export function goFile(
  file: Pick<GoFile, 'path' | 'text' | 'header' | 'package' | 'tags'>,
  parse: Parse,
): GoFile {
  let root: { readonly node: Node | undefined } | undefined
  const found = new Map<string, readonly Node[]>()
  let declarations: readonly Node[] | undefined
  const isProtocol = /\.pb(\.gw)?\.go$|\.connect\.go$|\.pb\.validate\.go$/.test(file.path)
  let mayMention: ((word: string) => boolean) | undefined
  const { isOver } = parse
  return { ...file, isProtocol, isOver, mentions, root: tree, identifiers, declarationAt }

  function mentions(word: string): boolean {
    mayMention ??= wordsIn(file.text)
    return mayMention(word)
  }

  function declarationAt(position: number): Node | undefined {
    declarations ??= (tree()?.namedChildren ?? []).filter(({ type }) =>
      /^(function|method)_declaration$/.test(type),
    )
    return declarations.find(
      ({ startIndex, endIndex }) => startIndex <= position && position < endIndex,
    )
  }

  function tree(): Node | undefined {
    root ??= { node: parse(file.text, file.path) }
    return root.node
  }

  function identifiers(name: string): readonly Node[] {
    const known = found.get(name)
    if (known !== undefined) return known
    if (isOver() || !mentions(name)) return []
    const nodes = positionsOf(name, file.text).flatMap((position) => {
      if (isOver()) return []
      const node = tree()?.descendantForIndex(position, position + name.length)
      const isName =
        node?.type.endsWith('identifier') && node.startIndex === position && node.text === name
      return node !== undefined && node !== null && isName ? [node] : []
    })
    found.set(name, nodes)
    return nodes
  }
}

/** Returns where a word stands in a text, in the code or not. */
function positionsOf(word: string, text: string): readonly number[] {
  const positions: number[] = []
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) positions.push(at)
  }
  return positions
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\w\u0080-\uffff]/.test(character)
}
