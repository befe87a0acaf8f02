import { expect, test } from 'vitest'
import { builtIn } from '../../generators/layers/built-in.ts'
import { options } from '../../generators/questions/options.ts'
import { newService } from '../../generators/service.ts'
import { textOf } from '../support/text.ts'

test('extra answers have no effect on the tree', () => {
  const answers = { name: 'svc', module: 'svc', framework: 'echo', database: 'redis' }
  const more = { ...answers, baseImage: 'alpine', token: 'hunter2' }
  const tree = newService(
    { answers: more, exclude: [], version: '1.2.3', table: options },
    builtIn(),
  )
  for (const path of tree.keys()) expect(textOf(tree, path), path).not.toContain('hunter2')
  const { answers: recorded } = JSON.parse(textOf(tree, 'go-docker.json'))
  expect(recorded).toEqual({ ...answers, baseImage: 'alpine' })
})

test('an excluded file is neither in the tree nor in the README', () => {
  const answers = { name: 'svc', module: 'svc', framework: 'echo', database: 'redis' }
  const input = { answers: { ...answers, baseImage: 'alpine' }, version: '1.2.3', table: options }
  const exclude = ['.github/workflows/ci.yml', 'renovate.json']
  const whole = newService({ ...input, exclude: [] }, builtIn())
  const without = newService({ ...input, exclude }, builtIn())
  expect([...without.keys()]).toEqual([...whole.keys()].filter((path) => !exclude.includes(path)))
  expect(textOf(whole, 'README.md')).toContain('renovate.json')
  expect(textOf(without, 'README.md')).not.toContain('renovate.json')
  expect(JSON.parse(textOf(without, 'go-docker.json')).exclude).toEqual(exclude)
})
