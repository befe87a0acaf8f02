import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cellOf } from '../../support/matrix.ts'
import { attempt, run, told } from '../support/command.ts'
import { deleteIn, deletionsIn } from '../support/deletions.ts'
import { missing } from '../support/tools.ts'
import { written } from '../support/workspace.ts'

const noTools = (await missing('go', 'version')) || (await missing('make', '--version'))
const chosen = ['net-http-postgres-distroless', 'echo-redis-scratch'].map(cellOf)

describe.skipIf(noTools).each(chosen)('$title', ({ tree }) => {
  const rows = deletionsIn(readFileSync(join(written(tree), 'README.md'), 'utf8'))

  test('its README says what can be deleted: the tool, a Dockerfile, and what is on GitHub', () => {
    const paths = rows.flatMap((row) => row.paths)
    const expected = ['cmd/cli', 'prebuilt.dockerfile', 'renovate.json', '.github']
    expect(paths).toEqual(expect.arrayContaining(expected))
  })

  const each = rows.map((row) => ({ paths: row.paths.join(', '), deleted: [row] }))
  const all = { paths: 'all of that', deleted: rows }
  test.each([...each, all])(
    'without $paths it builds, vets and passes its tests, and nothing asks for it',
    async ({ deleted }) => {
      const folder = written(tree)
      for (const row of deleted) deleteIn(folder, row)
      // A row that deletes no code doesn't affect Go.
      const compiled = deleted.some(({ paths }) => paths.includes('cmd/cli'))
      for (const command of compiled ? ['build', 'vet', 'test'] : []) {
        const outcome = await attempt('go', [command, './...'], { cwd: folder })
        expect(outcome.code, told(outcome)).toBe(0)
      }
      const makefile = readFileSync(join(folder, 'Makefile'), 'utf8')
      const targets = [...makefile.matchAll(/^([a-z-]+):.*## /gm)].map(([, name = '']) => name)
      expect(targets).toContain('image')
      const recipes = await run('make', ['-n', ...targets], { cwd: folder })
      expect(recipes).not.toMatch(/\\\n*$/)
      const workflow = join(folder, '.github/workflows/ci.yml')
      const asked = [recipes, existsSync(workflow) ? readFileSync(workflow, 'utf8') : ''].join('\n')
      if (existsSync(workflow))
        expect(Object.keys(parse(asked.slice(recipes.length)).jobs)).toHaveLength(2)
      for (const path of deleted.flatMap((row) => row.paths)) {
        expect(asked).not.toContain(path === 'cmd/cli' ? '--target cli' : ` ${path}`)
      }
    },
  )
})
