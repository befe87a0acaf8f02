import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const release = parse(readFileSync('.github/workflows/release.yml', 'utf8'))
const steps: readonly { readonly run?: string; readonly uses?: string }[] =
  release.jobs.publish.steps
const runs = steps.flatMap(({ run }) => run ?? [])

test('a release starts from a tag, and publishes last, with provenance', () => {
  expect(release.on).toEqual({ push: { tags: ['v*'] } })
  expect(release.jobs.publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
  expect(runs.at(-1)).toBe('npm publish --provenance --access public')
})

test('a release is checked before anything else runs, and tested before it is published', () => {
  expect(runs.slice(0, 2)).toEqual(['npm ci', 'npm run release:check'])
  for (const layer of [
    'npm test',
    'npm run test:package',
    'npm run test:go',
    'npm run test:docker',
  ]) {
    expect(runs).toContain(layer)
  }
})

test.each(readdirSync('.github/workflows'))(
  '%s runs scripts that exist, and actions by commit',
  (file) => {
    const text = readFileSync(`.github/workflows/${file}`, 'utf8')
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
    const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action)
    expect(actions.filter((action) => !/@[0-9a-f]{40} # v\d/.test(action))).toEqual([])
  },
)
