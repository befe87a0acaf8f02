import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

const examples = join(import.meta.dirname, '../../../examples/layers')

describe('layer lint', () => {
  test.each(readdirSync(examples))('finds nothing in the sample layer %s', async (layer) => {
    const result = await runMain(['layer', 'lint', layer, '--json'], { cwd: examples })
    expect(resultIn(result.stdout)).toMatchObject({ kind: 'done', findings: [] })
    expect(schemaErrors(JSON.parse(result.stdout))).toEqual([])
    const { stdout } = await runMain(['layer', 'lint', layer], { cwd: examples })
    expect(stdout).toMatch(/^✓ .* is a layer without errors\n$/)
  })

  test('tells everything that is wrong, at once', () =>
    inScratch(async (cwd) => {
      cpSync(join(examples, 'company'), join(cwd, 'company'), { recursive: true })
      put(cwd, {
        'company/layer.json': JSON.stringify({
          name: 'Company',
          version: 'one',
          files: [{ path: '../x', verb: 'ad' }],
        }),
        'company/files/NOTICE.hbs': 'of {{nobody}}\n{{#each x}}{{/each}}\n',
      })
      const { code, stdout } = await runMain(['layer', 'lint', 'company', '--json'], { cwd })
      expect(code).toBe(1)
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      const messages = resultIn(stdout).findings.map(({ message }: { message: string }) => message)
      for (const part of ['name', 'version', '../x', 'ad', 'NOTICE.hbs']) {
        expect(messages.some((message: string) => message.includes(part))).toBe(true)
      }
    }))
})

describe('a wrong command line', () => {
  test.each<[claim: string, words: readonly string[], what: string]>([
    ['without an action', [], 'lint or pack is missing'],
    ['with an unknown action', ['lnt', 'x'], 'unknown action lnt'],
    ['that would pack', ['pack', 'x'], 'layer pack packs nothing: npm does'],
    ['with --check for lint', ['lint', '--check'], '--check is for layer pack'],
    ['with two folders', ['lint', 'x', 'y'], 'unexpected word y'],
  ])('%s is refused', async (_, words, what) => {
    const { code, stderr } = await runMain(['layer', ...words], { cwd: examples })
    expect(stderr).toContain(what)
    expect(code).toBe(2)
  })
})
