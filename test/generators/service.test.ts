import { expect, test } from 'vitest'
import { builtIn } from '../../generators/layers/built-in.ts'
import { options } from '../../generators/questions/options.ts'
import { newService } from '../../generators/service.ts'
import { textOf } from '../../testing/text.ts'

test('answers with more than the name, the module path and the rows leave nothing else in the tree', () => {
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
