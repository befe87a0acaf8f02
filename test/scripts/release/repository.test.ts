import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { repositoryFields, repositoryIn } from '../../../scripts/release/repository.ts'

test('one name determines homepage, bugs and repository, and can be read back', () => {
  const fields = repositoryFields('acme/create-go-docker')
  expect(fields).toEqual({
    homepage: 'https://github.com/acme/create-go-docker#readme',
    bugs: { url: 'https://github.com/acme/create-go-docker/issues' },
    repository: { type: 'git', url: 'git+https://github.com/acme/create-go-docker.git' },
  })
  expect(repositoryIn(fields)).toBe('acme/create-go-docker')
})

test.each(['', 'acme', 'https://github.com/acme/x', 'acme/x/y', 'acme/x y'])(
  '%j is not a repository',
  (name) => {
    expect(() => repositoryFields(name)).toThrow('use OWNER/NAME')
  },
)

test('package.json has the fields', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(Object.keys(manifest)).toEqual(expect.arrayContaining(['homepage', 'bugs', 'repository']))
})
