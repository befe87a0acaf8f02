import { describe, expect, test } from 'vitest'
import { versions } from '../../../generators/versions.ts'
import { identities, treeOf } from '../../matrix/trees.ts'
import { attempt, run, told } from '../support/command.ts'
import { missing } from '../support/tools.ts'
import { goCells } from '../support/trees.ts'
import { written } from '../support/workspace.ts'

const noGo = await missing('go', 'version')

describe.skipIf(noGo).each(goCells)('$title', ({ framework, database, baseImage, tree }) => {
  const releases = [versions.goModVersion, `${versions.goVersion}.0`]
  test.each(releases)('builds and tests with Go %s', async (release) => {
    const env = { GOTOOLCHAIN: `go${release}` }
    const folder = written(tree)
    expect(await run('go', ['version'], { cwd: folder, env })).toContain(
      `go${release.replace(/\.0$/, '')}`,
    )
    const outcome = await attempt('go', ['test', './...'], { cwd: folder, env })
    expect(outcome.code, told(outcome)).toBe(0)
  })

  const others = identities.map((identity) => ({ identity, module: identity.module }))
  test.each(others)('builds and vets as $module', async ({ identity }) => {
    const folder = written(treeOf({ framework, database, baseImage, ...identity }))
    for (const args of [
      ['build', './...'],
      ['vet', './...'],
      ['mod', 'tidy', '-diff'],
    ]) {
      const outcome = await attempt('go', args, { cwd: folder })
      expect(outcome.code, told(outcome)).toBe(0)
    }
  })
})
