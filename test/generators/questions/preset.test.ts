import { expect, test } from 'vitest'
import { presetFrom } from '../../../generators/questions/preset.ts'
import { wider } from './tables.ts'

test('a preset has the options, and neither name, module path nor directory', () => {
  const options = { framework: 'echo', features: ['Profiles', 'Tracing'], owner: 'a team' }
  const identity = { name: 'x', module: 'x', directory: 'x' }
  expect(presetFrom({ answers: { ...identity, ...options }, other: 1 }, wider)).toEqual({
    answers: { ...options, features: ['Tracing', 'Profiles'] },
    problems: [],
  })
})

test('a preset of a later or broken version has all its problems listed, and the rest is used', () => {
  const json: unknown = JSON.parse(
    '{"answers": {"framework": "gin", "color": "red", "__proto__": "x", "database": ["redis"], "baseImage": "alpine"}}',
  )
  const { answers, problems } = presetFrom(json, wider)
  expect(answers).toEqual({ baseImage: 'alpine' })
  expect(problems.map(({ what }) => what)).toEqual([
    'framework: must be net/http or echo',
    'unknown option color',
    'unknown option __proto__',
    'database: it is not a string',
  ])
})

test.each([
  [null],
  [1],
  ['x'],
  [[]],
  [{}],
  [{ answers: null }],
  [{ answers: [] }],
  [{ answers: 'x' }],
])('%j is not a preset', (json) => {
  const { answers, problems } = presetFrom(json, wider)
  expect(answers).toEqual({})
  expect(problems.map(({ what }) => what)).toEqual(['it has no "answers"'])
})
