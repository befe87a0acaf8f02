import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonicalBytes, integrityOf } from '../../../generators/layers/packed.ts'
import { readShipped } from '../../../generators/layers/shipped.ts'
import { UnavailableError } from '../../../generators/unavailable.ts'

const bytes = canonicalBytes({
  layers: { base: [['a', { mode: '100644', text: 'text' }]] },
  versions: { goVersion: '1.2' },
})
let root = ''
let file = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shipped-'))
  mkdirSync(join(root, 'dist'))
  file = join(root, 'dist/templates.json')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('the published file is read', () => {
  writeFileSync(file, bytes)
  const { layers, versions, integrity } = readShipped(file, integrityOf(bytes))
  expect(layers.get('base')?.get('a')?.source).toEqual(Buffer.from('text'))
  for (const name of ['other', 'constructor', '__proto__']) {
    expect(layers.get(name)).toBeUndefined()
  }
  expect(versions).toEqual({ goVersion: '1.2' })
  expect(integrity).toBe(integrityOf(bytes))
})

test.each<[string, (() => void) | undefined, string]>([
  ['missing', undefined, 'templates.json: ENOENT'],
  ['a folder', () => mkdirSync(file), 'templates.json: EISDIR'],
  ['empty', () => writeFileSync(file, ''), 'its digest is sha256-'],
  ['cut off', () => writeFileSync(file, bytes.subarray(0, -1)), 'its digest is sha256-'],
  ['longer', () => writeFileSync(file, `${bytes}\n`), 'its digest is sha256-'],
])('a file that is %s is rejected, with what to do', (_, make, what) => {
  make?.()
  const reading = () => readShipped(file, integrityOf(bytes))
  expect(reading).toThrow(UnavailableError)
  expect(reading).toThrow(what)
  expect(reading).toThrow(
    expect.objectContaining({
      problems: [
        {
          what: expect.stringContaining(file),
          fix: `This installation is damaged: delete ${root}, and install create-go-docker again.`,
        },
      ],
    }),
  )
})
