import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchTree, matrix, renderTree, treeProblems, versions } from 'create-go-docker/testing'

for (const { title, answers } of matrix({ strength: 'pairwise' })) {
  test(`${title} has nothing unrendered, unreadable or out of place`, async () => {
    assert.deepEqual(treeProblems(await renderTree({ answers })), [])
  })
}

test('the default repository is as it was', async () => {
  const folder = new URL('../trees/default', import.meta.url)
  const { pass, message } = matchTree(await renderTree(), folder, { normalise: [versions()] })
  assert.ok(pass, message)
})
