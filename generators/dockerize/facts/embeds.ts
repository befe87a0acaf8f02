import { posix } from 'node:path'
import type { Embed } from '../facts.ts'
import type { Program } from '../go/program.ts'
import { sourceOf } from '../go/source-file.ts'
import type { Files } from '../repository/view.ts'

/** Returns the `//go:embed` patterns of a program: https://pkg.go.dev/embed */
export function embedsOf({ files }: Program, repository: Files): readonly Embed[] {
  return files
    .filter(
      ({ text, header }) =>
        header.imports.some(({ path }) => path === 'embed') && text.includes('//go:embed '),
    )
    .flatMap((file) =>
      (file.root()?.descendantsOfType('comment') ?? []).flatMap((node) => {
        if (node === null || !node.text.startsWith('//go:embed ')) return []
        const folder = posix.dirname(file.path)
        return patternsIn(node.text.slice('//go:embed '.length)).map((pattern) => {
          const plain = pattern.replace(/^all:/, '')
          return {
            pattern,
            at: posix.join(folder, plain),
            present: repository.matches(plain, folder),
            source: sourceOf({ node, file }),
          }
        })
      }),
    )
}

function patternsIn(text: string): readonly string[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\S+/g) ?? []
  return words.map((word) => word.replace(/^(["`])(.*)\1$/, '$2'))
}
