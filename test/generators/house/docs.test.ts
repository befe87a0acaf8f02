import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import layerSchema from '../../../bin/report/schemas/layer.json' with { type: 'json' }
import { extendTable } from '../../../generators/house/extend-table.ts'
import { knownIn } from '../../../generators/house/known.ts'
import { readManifest } from '../../../generators/house/manifest.ts'
import { variablesOf } from '../../../generators/layers/compile.ts'
import { options } from '../../../generators/questions/options.ts'
import { schemaErrors } from '../../bin/report/schemas.ts'
import { inScratch } from '../disk/disk.ts'
import { layerIn, readOver } from './layers.ts'

const page = readFileSync('docs/layer.md', 'utf8')

/** Returns the only block of a language in the page. */
function blockOf(language: string): string {
  const blocks = [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(
    ([, name]) => name === language,
  )
  expect(blocks).toHaveLength(1)
  return blocks[0]?.[2] ?? ''
}

test('the commands of docs/layer.md make a layer that can be read', () =>
  inScratch((folder) => {
    execFileSync('sh', ['-ec', blockOf('sh')], { cwd: folder })
    const { manifest } = layerIn(readOver(join(folder, 'house')))
    expect(manifest.files).toEqual([{ path: 'CODEOWNERS', verb: 'add' }])
  }))

test('the example of docs/layer.md is valid, and its conditions use known variables', () => {
  const example: unknown = JSON.parse(blockOf('json'))
  const reading = readManifest(example)
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems))
  expect(schemaErrors(example, 'layer.json')).toEqual([])
  expect([...knownIn(extendTable(options, [reading.manifest]).table).booleans]).toEqual(
    expect.arrayContaining(['alpine', 'valkey']),
  )
})

test('the template of docs/layer.md is in the language of templates', () => {
  const used = variablesOf('example.hbs', blockOf('hbs')).map(({ variable }) => variable)
  expect(used).toEqual(['name', 'redis'])
})

test('docs/layer.md describes every key of the schema', () => {
  const keysIn = (value: unknown): readonly string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, below]) => [
          ...(key === 'properties' ? Object.keys(Object(below)) : []),
          ...keysIn(below),
        ])
  const keys = new Set(keysIn(layerSchema))
  expect(keys.size).toBeGreaterThan(20)
  expect([...keys].filter((key) => !page.includes(`\`${key}\``))).toEqual([])
})
