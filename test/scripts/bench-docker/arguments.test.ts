import { describe, expect, test } from 'vitest'
import { defaultRounds, requestOf, usageOf } from '../../../scripts/bench-docker/arguments.ts'
import { imageRows, rows, serviceRows } from '../../../scripts/bench-docker/rows.ts'

const names = ['rebuild', 'size', 'start']
const measure = (rounds: number, ...chosen: readonly string[]) => ({
  kind: 'measure',
  rounds,
  names: new Set(chosen),
})

test.each([
  ['no argument measures every row', [], measure(defaultRounds, ...names)],
  ['--only measures one row', ['--only', 'size'], measure(defaultRounds, 'size')],
  ['--only=ROW too', ['--only=size'], measure(defaultRounds, 'size')],
  [
    '--only is repeatable',
    ['--only', 'start', '--only', 'rebuild'],
    measure(defaultRounds, 'start', 'rebuild'),
  ],
  [
    'a row that is named twice is measured once',
    ['--only', 'size', '--only', 'size'],
    measure(defaultRounds, 'size'),
  ],
  ['--rounds sets the rounds', ['--rounds', '3'], measure(3, ...names)],
  ['--list names the rows', ['--list'], { kind: 'list' }],
])('%s', (_title, args, request) => {
  expect(requestOf(args, names)).toEqual(request)
})

test.each([
  ['an unknown row', ['--only', 'sise'], ['unknown row sise']],
  ['an unknown row beside --list', ['--list', '--only', 'sise'], ['unknown row sise']],
  ['no round', ['--rounds', '0'], ['--rounds needs a number from 1 to 9999: 0']],
  ['a word for a number', ['--rounds', 'ten'], ['--rounds needs a number from 1 to 9999: ten']],
  ['half a round', ['--rounds', '1.5'], ['--rounds needs a number from 1 to 9999: 1.5']],
  [
    'everything that is wrong, at once',
    ['--only', 'a', '--only', 'b', '--rounds='],
    ['unknown row a', 'unknown row b', '--rounds needs a number from 1 to 9999: '],
  ],
  ['an unknown flag', ['--row', 'size'], [expect.stringContaining("'--row'")]],
  ['a flag without its value', ['--only'], [expect.stringContaining('--only')]],
  ['a word without a flag', ['3'], [expect.stringContaining("'3'")]],
])('a usage problem: %s', (_title, args, problems) => {
  expect(requestOf(args, names)).toEqual({ kind: 'usage', problems })
})

test('the usage lists every row', () => {
  expect(usageOf(names).split('\n').slice(-3)).toEqual(['  rebuild', '  size', '  start'])
})

describe('the rows', () => {
  test("have unique names, which don't need quoting in a shell", () => {
    const all = rows.map(({ name }) => name)
    expect(new Set(all).size).toBe(all.length)
    for (const name of all) expect(name).toMatch(/^[a-z-]+$/)
  })

  test('measure one rebuild, each image on scratch, and each service four times', () => {
    expect(imageRows.map(({ name }) => name)).toEqual([
      'rebuild',
      'size-net-http-redis',
      'size-net-http-postgres',
      'size-echo-redis',
      'size-echo-postgres',
    ])
    expect(serviceRows).toHaveLength(16)
    expect(rows.map(({ name }) => name)).toContain('livez-net-http-redis')
    expect(rows.map(({ name }) => name)).toContain('home-echo-postgres')
  })
})
