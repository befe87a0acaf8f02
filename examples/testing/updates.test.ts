import { join } from 'node:path'
import { conformance, updateScenario } from 'create-go-docker/testing'
import { expect, test } from 'vitest'

const layer = (name: string) => join(import.meta.dirname, 'layers', name)
const versions = { from: { layers: [layer('house-1')] }, to: { layers: [layer('house-2')] } }

test('an edited page keeps the edit, and gets the new version', async () => {
  const { exitCode, plan, tree } = await updateScenario({
    ...versions,
    user: (files) =>
      files.write('RUNBOOK.md', files.read('RUNBOOK.md').replace('Then wait', 'Then drink tea')),
  })
  expect(exitCode).toBe(0)
  expect(plan.files['RUNBOOK.md']).toBe('merge')
  expect(tree.read('RUNBOOK.md')).toBe('# Run book\n\nCall the team.\n\nThen drink tea.\n')
})

test('the new version loses nothing', { timeout: 120_000 }, async () => {
  expect(await conformance(versions)).toEqual([])
})
