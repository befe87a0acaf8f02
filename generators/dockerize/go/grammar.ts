import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The WebAssembly that parses Go. */
export interface Grammar {
  /** tree-sitter itself. */
  readonly engine: Uint8Array
  /** Its grammar of Go. */
  readonly go: Uint8Array
}

/**
 * Returns the WebAssembly that parses Go, from the installed libraries. The published package uses
 * shipped-grammar.ts instead.
 */
export function grammar(): Grammar {
  const { resolve } = createRequire(import.meta.url)
  return {
    engine: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    go: readFileSync(resolve('tree-sitter-go/tree-sitter-go.wasm')),
  }
}
