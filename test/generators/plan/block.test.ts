import { describe, expect, test } from 'vitest'
import {
  appendBlock,
  asBlock,
  findBlock,
  markersOf,
  replaceBlock,
} from '../../../generators/plan/block.ts'

const markers = markersOf('.gitignore', 'create-go-docker')
const block = '# BEGIN create-go-docker\n/bin/\n# END create-go-docker\n'
const newer = '# BEGIN create-go-docker\n/bin/\n/out/\n# END create-go-docker\n'
const crlf = (text: string) => text.replaceAll('\n', '\r\n')

test('lines become a block between comments in their language', () => {
  expect(asBlock('/bin/', markers)).toBe(block)
  expect(asBlock('Hi\n', markersOf('README.md', 'acme'))).toBe(
    '<!-- BEGIN acme -->\nHi\n<!-- END acme -->\n',
  )
})

describe('a block is found', () => {
  test.each<[string, string, string, string]>([
    ['alone', block, '', ''],
    ['between lines of the user', `a\n${block}b\n`, 'a\n', 'b\n'],
    ['without a final newline', `a\n${block.trimEnd()}`, 'a\n', ''],
    ['with CRLF', crlf(`a\n${block}b\n`), 'a\r\n', 'b\r\n'],
    ['with spaces behind its markers', block.replaceAll('docker\n', 'docker \t\n'), '', ''],
    ['behind a byte order mark', `\uFEFF${block}b\n`, '\uFEFF', 'b\n'],
    [
      'beside the block of another layer',
      `${asBlock('x', markersOf('', 'acme'))}${block}`,
      asBlock('x', markersOf('', 'acme')),
      '',
    ],
  ])('%s', (_, text, before, after) => {
    expect(findBlock(text, markers)).toEqual({ kind: 'found', before, block, after })
  })
})

describe('no block is found', () => {
  test.each<[string, string, 'none' | 'broken']>([
    ['in an empty text', '', 'none'],
    ['in lines of the user', '# BEGIN\n/bin/\n# END\n', 'none'],
    ['if a marker is part of a line', '# see # BEGIN create-go-docker\n', 'none'],
    ['if a marker is indented', '  # BEGIN create-go-docker\n', 'none'],
    ['if its end is missing', '# BEGIN create-go-docker\n/bin/\n', 'broken'],
    ['if its beginning is missing', '/bin/\n# END create-go-docker\n', 'broken'],
    ['if it occurs twice', block + block, 'broken'],
    ['if it begins twice', `# BEGIN create-go-docker\n${block}`, 'broken'],
    ['if its end comes first', '# END create-go-docker\n# BEGIN create-go-docker\n', 'broken'],
  ])('%s', (_, text, kind) => {
    expect(findBlock(text, markers)).toEqual({ kind })
  })
})

const theirs: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['one line', 'a\n'],
  ['no final newline', 'a\nb'],
  ['CRLF', 'a\r\nb\r\n'],
  ['CRLF and no final newline', 'a\r\nb'],
  ['both line ends', 'a\r\nb\nc\n'],
  ['a byte order mark', '\uFEFFa\n'],
  ['only a byte order mark', '\uFEFF'],
  ['empty lines at the end', 'a\n\n\n'],
  ['a space at the end of a line', 'a \n\tb\t\n'],
  ['a carriage return within a line', 'a\rb\n'],
]

describe('a block goes into a file', () => {
  test.each(theirs)("with %s, after every byte of the user's", (_, text) => {
    const merged = appendBlock(text, block)
    expect(merged.startsWith(text)).toBe(true)
    expect(merged.slice(text.length).replaceAll('\r\n', '\n').replace(/^\n+/, '')).toBe(block)
    expect(findBlock(merged, markers)).toMatchObject({ kind: 'found', block, after: '' })
  })

  test.each(theirs)('with %s, in the line endings of most lines of that file', (_, text) => {
    const added = appendBlock(text, block).slice(text.length)
    const [all, windows] = [added.match(/\n/g), added.match(/\r\n/g)]
    const isMost = text.includes('\r\n') && !text.includes('b\nc\n')
    expect(windows?.length ?? 0).toBe(isMost ? all?.length : 0)
  })

  test.each(theirs)(
    'with %s, and replaces the previous block without changing any other byte',
    (_, text) => {
      const found = findBlock(appendBlock(text, block), markers)
      if (found.kind !== 'found') throw new Error(found.kind)
      const withTail = `${appendBlock(text, block)}their own\n`
      const replaced = replaceBlock(withTail, findBlock(withTail, markers), newer)
      expect(replaced.startsWith(found.before)).toBe(true)
      expect(replaced.endsWith('their own\n')).toBe(true)
      expect(findBlock(replaced, markers)).toMatchObject({ before: found.before, block: newer })
    },
  )

  test.each(theirs)('with %s, once even if added twice', (_, text) => {
    const once = replaceBlock(text, findBlock(text, markers), block)
    expect(replaceBlock(once, findBlock(once, markers), block)).toBe(once)
  })
})
