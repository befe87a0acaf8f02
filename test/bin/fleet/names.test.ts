import { expect, test } from 'vitest'
import { type NameSource, namesOf } from '../../../bin/fleet/names.ts'
import { cpuSeconds } from '../../support/cpu.ts'

const at = (directory: string | null, file = 'results.json'): NameSource => ({ directory, file })

test.each<[string, readonly NameSource[], readonly string[]]>([
  ['the last element of the directory', [at('/w/pay'), at('/w/mail')], ['pay', 'mail']],
  ['that of a directory on Windows', [at('C:\\w\\pay')], ['pay']],
  ['more of the directory where names clash', [at('/a/pay'), at('/b/pay')], ['a/pay', 'b/pay']],
  ['only where they clash', [at('/a/pay'), at('/b/pay'), at('/a/x')], ['a/pay', 'b/pay', 'x']],
  [
    'the file where directories are the same',
    [at('/github/workspace', 'r/pay.json'), at('/github/workspace', 'mail.JSON')],
    ['pay', 'mail'],
  ],
  ['the file where there is no directory', [at(null, 'r/pay.json'), at('/')], ['pay', 'results']],
  ['stdin', [at(null, '-')], ['stdin']],
  ['numbers where all else is the same', [at('/a'), at('/a')], ['results#1', 'results#2']],
  [
    'numbers that are not taken',
    [at('/a'), at('/a'), at('/results#1')],
    ['results#2', 'results#3', 'results#1'],
  ],
  [
    'the name that the user gave',
    [{ ...at('/w/pay'), given: 'acme/pay' }, at('/x/pay')],
    ['acme/pay', 'pay'],
  ],
  [
    'the name that the user gave, with numbers for several results in the file',
    [
      { ...at('/a'), given: 'pay' },
      { ...at('/b'), given: 'pay' },
    ],
    ['pay#1', 'pay#2'],
  ],
])('a repository is called by %s', (_, sources, names) => {
  expect(namesOf(sources)).toEqual(names)
})

test('ten thousand results without a directory are named in no time', async () => {
  const sources = Array.from({ length: 10_000 }, () => at(null))
  const act = () => expect(new Set(namesOf(sources)).size).toBe(10_000)
  expect(await cpuSeconds(act)).toBeLessThan(2)
})
