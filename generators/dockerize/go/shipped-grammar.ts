import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { Grammar } from './grammar.ts'

/**
 * Returns the WebAssembly that parses Go, as scripts/build.ts puts it into the published package;
 * the build replaces grammar.ts by this file.
 */
export function grammar(): Grammar {
  const read = (file: string) => brotliDecompressSync(readFileSync(join(import.meta.dirname, file)))
  return { engine: read('tree-sitter.wasm.br'), go: read('tree-sitter-go.wasm.br') }
}
