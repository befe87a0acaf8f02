import { describe, expect, test } from 'vitest'
import { versions } from '../../../generators/layers/versions.ts'
import { goCells, goPairs, identities, treeOf } from '../../support/matrix.ts'
import { inScope } from '../../support/scope.ts'
import { attempt, run, told } from '../support/command.ts'
import { missing } from '../support/tools.ts'
import { written } from '../support/workspace.ts'

const noGo = await missing('go', 'version')

// Uses the installed Go if it has that release, because its build cache is warm.
const own = noGo ? '' : await run('go', ['env', 'GOVERSION'])
const releases = [versions.goModVersion.replace(/\.\d+$/, ''), versions.goVersion].map(
  (release) => ({
    release,
    toolchain: own.startsWith(`go${release}.`) ? 'local' : `go${release}.0`,
  }),
)

describe.skipIf(noGo).each(inScope(goCells, goPairs))('$title', ({ answers, tree }) => {
  test.each(releases)('builds and vets with Go $release', async ({ release, toolchain }) => {
    const setting = { cwd: written(tree), env: { GOTOOLCHAIN: toolchain } }
    expect(await run('go', ['env', 'GOVERSION'], setting)).toMatch(new RegExp(`^go${release}\\b`))
    for (const command of ['build', 'vet']) {
      const outcome = await attempt('go', [command, './...'], setting)
      expect(outcome.code, told(outcome)).toBe(0)
    }
  })

  const others = identities.map((identity) => ({ identity, module: identity.module }))
  test.each(others)('builds and vets as $module', async ({ identity }) => {
    const folder = written(treeOf({ ...answers, ...identity }))
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
