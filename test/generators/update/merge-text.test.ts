import { expect, test } from 'vitest'
import { mergeGoMod } from '../../../generators/update/go-mod.ts'
import { mergeText } from '../../../generators/update/merge-text.ts'

const labels = { ours: 'yours', theirs: 'new' }
const million = 1_000_000

/** Texts of a megabyte, for which a comparison of every pair of lines would take hours. */
test.each<[string, string, string, string]>([
  ['equal lines', 'a\n', 'a\n', 'a\n'],
  ['empty lines', '\n', '\n', '\n'],
  ['two lines in turn', 'a\nb\n', 'b\na\n', 'a\nb\n'],
  ['one long line', 'a', 'b', 'c'],
])('%s take little time', { timeout: 20_000 }, (_, base, ours, theirs) => {
  const long = (text: string) => text.repeat(million / text.length)
  const texts = { base: long(base), ours: `mine\n${long(ours)}`, theirs: `${long(theirs)}new\n` }
  const { text } = mergeText(texts, labels)
  expect(text).toContain('mine\n')
  expect(text).toContain('new\n')
})

test('ten thousand different lines are merged', { timeout: 20_000 }, () => {
  const base = Array.from({ length: 10_000 }, (_, n) => `line ${n}\n`).join('')
  const merged = mergeText({ base, ours: `mine\n${base}`, theirs: `${base}new\n` }, labels)
  expect(merged).toEqual({ text: `mine\n${base}new\n`, conflict: false })
})

test.each([' ', '\t', 'v', '//', '"', '('])('many %j in a go.mod take no time', (text) => {
  const ours = `module a.b/c\n\ngo 1.26\n\nrequire a.b/d ${text.repeat(million)}x y\n`
  const base = 'module a.b/c\n\ngo 1.26\n'
  expect(mergeGoMod({ base, ours, theirs: base })).toBeUndefined()
})
