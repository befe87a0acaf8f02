import { expect, test } from 'vitest'
import { documentsIn } from '../../../bin/fleet/documents.ts'
import { cpuSeconds } from '../../support/cpu.ts'

test.each<[string, string, readonly unknown[]]>([
  ['nothing', ' \n', []],
  ['one object', '{"a":1}\n', [{ a: 1 }]],
  ['objects on lines of their own', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['objects over several lines', '{\n  "a": {}\n}\n{\n}\n', [{ a: {} }, {}]],
  ['objects without anything between them', '{}{"a":[{}]}', [{}, { a: [{}] }]],
  ['braces and quotes in strings', '{"a":"}{\\"}"}{}', [{ a: '}{"}' }, {}]],
  ['a backslash at the end of a string', '{"a":"\\\\"}{}', [{ a: '\\' }, {}]],
  ['a byte order mark', '\ufeff{}\r\n', [{}]],
])('a text has %s', (_, text, documents) => {
  expect(documentsIn(text)).toEqual({ documents })
})

test.each([
  ['words', 'npm warn\n{}', 0, 1],
  ['words after an object', '{}\n\nnpm warn\n', 1, 3],
  ['a list', '[{}]', 0, 1],
  ['an object that does not end', '{}\n{"a":', 1, 2],
  ['a string that does not end', '{"a":"', 0, 1],
  ['an object that is not JSON', '{}\n{a}\n{}', 1, 2],
  ['a closing brace', '}', 0, 1],
  ['too deep an object', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 0, 1],
])('a text with %s is read up to it', (_, text, count, brokenAt) => {
  const read = documentsIn(text)
  expect(read).toMatchObject({ brokenAt })
  expect(read.documents).toHaveLength(count)
})

test('a long text is read in no time', async () => {
  const text = `{"a":"${'\\"'.repeat(2_000_000)}"}`
  const act = () => expect(documentsIn(text + text).documents).toHaveLength(2)
  expect(await cpuSeconds(act)).toBeLessThan(5)
})
