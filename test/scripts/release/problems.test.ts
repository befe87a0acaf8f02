import { expect, test } from 'vitest'
import { type Facts, releaseProblems } from '../../../scripts/release/problems.ts'
import { repositoryFields } from '../../../scripts/release/repository.ts'

const manifest = { version: '1.2.0', ...repositoryFields('acme/create-go-docker') }
const good: Facts = {
  manifest,
  changelog:
    '# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-12-01\n\n- More.\n\n## 1.1.0 - 2026-11-01\n',
  tag: 'v1.2.0',
  status: '',
  published: ['1.0.0', '1.1.0'],
  repository: 'acme/create-go-docker',
}

test('a clean tree with a new version, its tag, its changelog and its repository can be published', () => {
  expect(releaseProblems(good)).toEqual([])
})

test.each<[string, Partial<Facts>, string]>([
  [
    'a dirty tree',
    { status: ' M README.md\n' },
    'the working tree has uncommitted changes:\n M README.md',
  ],
  ['another tag', { tag: 'v1.1.9' }, 'the tag is v1.1.9, but package.json has version 1.2.0'],
  ['a version that exists', { published: ['1.2.0'] }, 'version 1.2.0 is already published'],
  [
    'empty repository fields',
    { manifest: { ...manifest, repository: { type: 'git', url: '' } } as Facts['manifest'] },
    'package.json names no repository: run npm run release:repository -- OWNER/NAME',
  ],
  [
    'no repository fields',
    { manifest: { version: '1.2.0' } },
    'package.json names no repository: run npm run release:repository -- OWNER/NAME',
  ],
  [
    'an empty homepage',
    { manifest: { ...manifest, homepage: '' } as Facts['manifest'] },
    'homepage and bugs in package.json belong to another repository',
  ],
  [
    'a fork that publishes',
    { repository: 'else/create-go-docker' },
    'package.json names the repository acme/create-go-docker, but else/create-go-docker publishes it',
  ],
  [
    'a changelog without the version',
    { changelog: '# Changelog\n\n## 1.1.0 - 2026-11-01\n' },
    'the newest section of CHANGELOG.md is not "## 1.2.0 - DATE"',
  ],
  [
    'a changelog whose version is not the newest',
    { changelog: '## 1.3.0 - 2026-12-02\n\n## 1.2.0 - 2026-12-01\n' },
    'the newest section of CHANGELOG.md is not "## 1.2.0 - DATE"',
  ],
  [
    'entries that are unreleased',
    { changelog: '## Unreleased\n\n### Added\n\n- More.\n\n## 1.2.0 - 2026-12-01\n' },
    'CHANGELOG.md still has entries under Unreleased',
  ],
])('%s is rejected', (_, change, problem) => {
  expect(releaseProblems({ ...good, ...change })).toEqual([problem])
})

test('everything that is wrong is listed at once', () => {
  const bad = {
    manifest: { version: '1.2.0' },
    tag: 'v1',
    status: '?? x',
    published: ['1.2.0'],
    changelog: '',
  }
  expect(releaseProblems(bad)).toHaveLength(5)
})
