import { expect, test } from 'vitest'
import {
  conformance,
  matchTree,
  matrix,
  renderTree,
  treeProblems,
  updateScenario,
} from '../../testing/index.ts'

const tree = await renderTree()

/** Returns options as plain JavaScript could have them. */
function odd<T extends object>(options: string): T {
  return JSON.parse(options)
}

test.each<[string, () => unknown]>([
  [
    'renderTree: unknown option layer; did you mean layers?',
    () => renderTree(odd('{ "layer": ["house"] }')),
  ],
  [
    'renderTree: unknown option database; the options are answers, layers, exclude, title',
    () => renderTree(odd('{ "database": "redis" }')),
  ],
  [
    'renderTree: layers must be a list, not "house"',
    () => renderTree(odd('{ "layers": "house" }')),
  ],
  [
    'matrix: strength must be all or pairwise, not "pair"',
    () => matrix(odd('{ "strength": "pair" }')),
  ],
  ['matrix: unknown option onl; did you mean only?', () => matrix(odd('{ "onl": {} }'))],
  [
    'matchTree: level must be full or index, not "indx"',
    () => matchTree(tree, 'nowhere', odd('{ "level": "indx" }')),
  ],
  [
    'matchTree: unknown option normalize; did you mean normalise?',
    () => matchTree(tree, 'nowhere', odd('{ "normalize": [] }')),
  ],
  [
    'treeProblems: unknown option template; did you mean templates?',
    () => treeProblems(tree, odd('{ "template": ["a"] }')),
  ],
  [
    'updateScenario: engine must be git or built-in, not "builtin"',
    () => updateScenario(odd('{ "from": {}, "to": {}, "engine": "builtin" }')),
  ],
  [
    'updateScenario, to: unknown option layer; did you mean layers?',
    () => updateScenario(odd('{ "from": {}, "to": { "layer": [] } }')),
  ],
  ['updateScenario, to: an object is missing', () => updateScenario(odd('{ "from": {} }'))],
  [
    'conformance, from: unknown option answer; did you mean answers?',
    () => conformance(odd('{ "from": { "answer": {} }, "to": {} }')),
  ],
  [
    'conformance: unknown option users; the options are git, engine, from, to',
    () => conformance(odd('{ "from": {}, "to": {}, "users": 1 }')),
  ],
])('%s', async (message, act) => {
  const run = async () => act()
  await expect(run()).rejects.toThrow(new TypeError(message))
})

test('an option that is undefined has its default', async () => {
  const { digest } = await renderTree(Object.fromEntries([['layers', undefined]]))
  expect(digest).toBe(tree.digest)
})
