import { describe, expect, test } from 'vitest'
import { type Destination, excludedFrom, factsOf } from '../../../generators/plan/destination.ts'
import type { Lock } from '../../../generators/plan/lock.ts'
import type { Recorded } from '../../../generators/plan/record.ts'

const nothing: Destination = { recorded: {}, problems: [], names: new Set() }
const answers = { name: 'svc', module: 'a.b/svc', database: 'postgres', tools: ['a', 'b'] }

function lockOf(more: Partial<Lock> = {}): Lock {
  return { lockfileVersion: 1, generator: 'service', answers, layers: [], files: {}, ...more }
}

const facts = (recorded: Recorded) => factsOf({ ...nothing, recorded }, 'service')

/** Returns the problems with a record, without the words around them. */
function edits(recorded: Recorded): readonly string[] {
  return facts(recorded).problems.flatMap(({ what }) => {
    const [title, list = ''] = what.split(' since the last run: ')
    expect(title).toBe('go-docker.json was edited')
    return list.split('; ')
  })
}

describe('an edit of go-docker.json is refused, and everything in it is named:', () => {
  const lockHas = 'but go-docker.lock.json has'
  test.each<[string, Recorded['intent'], readonly string[]]>([
    [
      'an answer',
      { answers: { ...answers, database: 'redis' } },
      [`database is redis, ${lockHas} postgres`],
    ],
    [
      'the name and the module path',
      { answers: { ...answers, name: 'x', module: 'a.b/x' } },
      [`name is x, ${lockHas} svc`, `module is a.b/x, ${lockHas} a.b/svc`],
    ],
    [
      'an answer that is gone',
      { answers: { name: 'svc', module: 'a.b/svc', tools: ['a', 'b'] } },
      [`database is nothing, ${lockHas} postgres`],
    ],
    [
      'one that is new',
      { answers: { ...answers, color: 'red' } },
      [`color is red, ${lockHas} nothing`],
    ],
    ['a list', { answers: { ...answers, tools: ['a'] } }, [`tools is a, ${lockHas} a, b`]],
    [
      'exclude',
      { answers, exclude: ['Makefile', 'init.sql'] },
      [`exclude is Makefile, init.sql, ${lockHas} nothing`],
    ],
    ['a list in another order is not an edit', { answers: { ...answers, tools: ['b', 'a'] } }, []],
    ['an empty exclude is not an edit', { answers, exclude: [] }, []],
    ['other words are none', { answers: { ...answers } }, []],
  ])('%s', (_, intent, expected) => {
    expect(edits({ ...(intent && { intent }), lock: lockOf() })).toEqual(expected)
  })

  test('what is no longer excluded', () => {
    expect(edits({ intent: { answers }, lock: lockOf({ exclude: ['init.sql'] }) })).toEqual([
      `exclude is nothing, ${lockHas} init.sql`,
    ])
  })

  test('the advice is given', () => {
    const [problem] = facts({ intent: { answers: {} }, lock: lockOf() }).problems
    expect(problem?.fix).toMatch(/^Run create-go-docker update /)
  })
})

describe('answers without a name or a module are a problem of the file that they stand in:', () => {
  const lack = (path: string) => [`cannot read ${path}: its answers have no name or no module path`]
  test.each<[string, Recorded, readonly string[]]>([
    ['only the lock', { lock: lockOf({ answers: {} }) }, lack('go-docker.lock.json')],
    [
      'the lock beside an intent that has them',
      { intent: { answers }, lock: lockOf({ answers: { name: 'svc' } }) },
      lack('go-docker.lock.json'),
    ],
    ['only the intent', { intent: { answers: { name: 'svc' } } }, lack('go-docker.json')],
    [
      'the intent with a list',
      { intent: { answers: { ...answers, module: ['m'] } } },
      lack('go-docker.json'),
    ],
  ])('%s', (_, recorded, expected) => {
    expect(facts(recorded).problems.map(({ what }) => what)).toEqual(expected)
    expect(facts(recorded).recorded).toBeUndefined()
  })
})

test.each<[string, Recorded, string | undefined]>([
  ['go-docker.json', { intent: { answers } }, 'go-docker.json'],
  ['both', { intent: { answers }, lock: lockOf() }, 'go-docker.json'],
  ['only the lock', { lock: lockOf() }, 'go-docker.lock.json'],
  ['neither', {}, undefined],
])('the file to correct, with answers in %s, is one that exists', (_, recorded, file) => {
  expect(facts(recorded).recordedIn).toBe(file)
})

test.each<[string, Recorded, readonly string[]]>([
  ['the intent', { intent: { answers, exclude: ['a'] }, lock: lockOf() }, ['a']],
  [
    'the intent, which excludes nothing',
    { intent: { answers }, lock: lockOf({ exclude: ['a'] }) },
    [],
  ],
  ['the lock if there is no intent', { lock: lockOf({ exclude: ['a'] }) }, ['a']],
])('the excluded paths come from %s', (_, recorded, expected) => {
  expect(excludedFrom({ ...nothing, recorded, repositoryRoot: '/w' })).toEqual(expected)
})
