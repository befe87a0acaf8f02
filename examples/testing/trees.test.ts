import {
  expectDeterministic,
  matrix,
  renderTree,
  treeProblems,
  versions,
} from 'create-go-docker/testing'
import 'create-go-docker/testing/vitest'
import { describe, expect, test } from 'vitest'

// What must be true of every repository, whatever was chosen.
describe.each(matrix())('$title', ({ answers }) => {
  test('has nothing unrendered, unreadable or out of place', async () => {
    expect(treeProblems(await renderTree({ answers }))).toEqual([])
  })

  test('runs as a user without rights', async () => {
    const tree = await renderTree({ answers })
    expect(tree.read('Dockerfile')).toMatch(/^USER 65532:65532$/m)
  })

  test('is the same on every machine', async () => {
    await expect(expectDeterministic(() => renderTree({ answers }))).resolves.toBeUndefined()
  })
})

// Which files there are, with their modes and owners: one small file for each combination.
describe.each(matrix({ strength: 'pairwise' }))('$title', ({ title, answers }) => {
  test('has the files that it had', async () => {
    expect(await renderTree({ answers })).toMatchTree(`trees/index/${title}`, { level: 'index' })
  })
})

// Every byte of one repository, for review as a diff. Versions are tokens, so that an update of one
// changes nothing here.
test('the default repository is as it was', async () => {
  expect(await renderTree()).toMatchTree('trees/default', { normalise: [versions()] })
})
