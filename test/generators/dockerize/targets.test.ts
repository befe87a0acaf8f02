import { expect, test } from 'vitest'
import { shippedMains, targetsOf } from '../../../generators/dockerize/targets.ts'
import { mainOf } from '../../support/facts.ts'

test.each<[string, readonly string[], readonly string[]]>([
  ['a digit at the start', ['2048'], ['app-2048 2048']],
  ['no letter of ASCII', ['игра'], ['app app']],
  ['two without a letter', ['1/+', '2/+'], ['app-2 2', 'app app']],
  ['what YAML reads as no text', ['cmd/true', 'cmd/null'], ['cmd-true true', 'cmd-null null']],
  ['stages of our own', ['cmd/build'], ['cmd-build build']],
  ['the same name twice', ['a/api', 'b/api'], ['b-api b-api', 'api api']],
])('a target and a binary have a usable name: %s', (_, paths, wanted) => {
  const targets = targetsOf(
    paths.map((path) => mainOf(path)),
    'shop',
  )
  expect(targets.map(({ target, binary }) => `${target} ${binary}`)).toEqual(wanted)
  for (const { target } of targets) expect(target).toMatch(/^[a-z][a-z0-9-]*$/)
})

test.each<[string, readonly Parameters<typeof mainOf>[], string]>([
  ['a worker at the root', [['.', { kind: 'worker' }], ['mock']], '.'],
  ['a worker that is the namesake', [['cmd/shop', { kind: 'worker' }], ['cmd/mock']], 'cmd/shop'],
  ['a server beside a tool at the root', [['.', { kind: 'cli' }], ['cmd/serve']], 'cmd/serve'],
  ['a server beside another worker', [['cmd/jobs', { kind: 'worker' }], ['cmd/web']], 'cmd/web'],
])('the image of a repository is that of %s', (_, mains, wanted) => {
  const all = mains.map((one) => mainOf(...one))
  for (const given of [all, all.toReversed()])
    expect(targetsOf(given, 'shop').at(-1)?.main.path).toBe(wanted)
})

test.each(['integration/ssm', 'acceptance', 'e2e/run', 'examples/a'])(
  'a program in %s gets no image',
  (path) => {
    const mains = [mainOf('cmd/shop'), mainOf(path)]
    expect(shippedMains(mains).map((one) => one.path)).toEqual(['cmd/shop'])
  },
)
