import { expect, test } from 'vitest'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import { survived } from '../../../generators/audit/survive.ts'

const files = { Dockerfile: 'a', 'b/Dockerfile': 'bad', 'compose.yaml': 'c', Makefile: 'd' }

test('a file that makes an audit fail is left out and named', async () => {
  const seen = await survived(repositoryOf(files), async (repository) => {
    if ([...repository.texts.values()].includes('bad')) throw new Error('too bad')
    return repository
  })
  expect([...seen.texts.keys()]).toEqual(['Dockerfile', 'compose.yaml', 'Makefile'])
  expect([...seen.paths]).toContain('b/Dockerfile')
  expect([...seen.unread]).toEqual([['b/Dockerfile', 'an error occurred: too bad']])
})

test('an error that no file alone causes is thrown', async () => {
  const failing = survived(repositoryOf(files), async () => {
    throw new Error('all bad')
  })
  await expect(failing).rejects.toThrow('all bad')
})

test('of many files, few are tried alone', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [`d${n}/Dockerfile`, n === 99 ? 'bad' : 'a']),
  )
  let runs = 0
  const seen = await survived(repositoryOf(many), async (repository) => {
    runs += 1
    if ([...repository.texts.values()].includes('bad')) throw new Error('too bad')
    return repository
  })
  expect([...seen.unread.keys()]).toEqual(['d99/Dockerfile'])
  expect(runs).toBeLessThan(30)
})

test('the only file of a repository may be left out too', async () => {
  const seen = await survived(repositoryOf({ Dockerfile: 'bad' }), async (repository) => {
    if (repository.texts.size > 0) throw new Error('too bad')
    return repository
  })
  expect([...seen.unread.keys()]).toEqual(['Dockerfile'])
})
