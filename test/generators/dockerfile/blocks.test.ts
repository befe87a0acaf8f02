import { DockerfileParser } from 'dockerfile-ast'
import { describe, expect, test } from 'vitest'
import { blocksOf, escapeCharacterOf } from '../../../generators/dockerfile/blocks.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { cells } from '../../support/matrix.ts'

/** Returns the keyword and the first line of each instruction. */
function blocks(text: string): readonly (readonly [string, number])[] {
  const lines = text.split('\n')
  return blocksOf(lines, escapeCharacterOf(lines)).map(
    ({ keyword, lines: [first] }) => [keyword, first?.line ?? 0] as const,
  )
}

/** Returns the same by a parser that is not ours. */
function parsed(text: string): readonly (readonly [string, number])[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((one) => [one.getKeyword(), one.getRange().start.line + 1] as const)
}

describe('instructions are those of another parser', () => {
  test.each(cells.map(({ title, tree }) => [title, tree] as const))('in %s', (_, tree) => {
    const files = [...tree].filter(([path]) => /dockerfile$/i.test(path))
    expect(files.length).toBeGreaterThan(2)
    for (const [, file] of files) expect(blocks(textIn(file))).toEqual(parsed(textIn(file)))
  })

  test.each([
    ['lines that go on', 'FROM a\nRUN b \\\n  # c\n\n  && d\nUSER 1\n'],
    ['another escape character', '# escape=`\nFROM a\nRUN b `\n  c\nCOPY \\ d\nUSER 1\n'],
    ['a here-document', 'FROM a\nRUN <<EOF\nFROM b\nEOF\nUSER 1\n'],
    ['two of them', 'FROM a\nCOPY <<A <<-B /x\nRUN\nA\nUSER\n\tB\nUSER 1\n'],
    ['carriage returns', 'FROM a\r\nRUN b \\\r\n  c\r\nUSER 1\r\n'],
  ])('with %s', (_, text) => {
    expect(blocks(text)).toEqual(parsed(text))
  })
})
