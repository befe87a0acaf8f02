import { expect, test } from 'vitest'
import { packagesOf } from '../../../../generators/dockerize/go/packages.ts'

const parse = Object.assign(() => undefined, { isOver: () => false, failed: () => [] })

/** The packages of a module with some files. */
function packagesIn(files: Readonly<Record<string, string>>) {
  return packagesOf({ path: 'm', folder: '' }, Object.keys(files), (path) => files[path], parse)
}

test('a package has the files that need a tag after the others', () => {
  const { mains } = packagesIn({
    'a.go': '//go:build embed\n\npackage main\n',
    'b.go': '//go:build !embed\n\npackage main\n',
  })
  expect(mains.flatMap(({ files }) => files.map(({ path }) => path))).toEqual(['b.go', 'a.go'])
})

test('very many files, each with a tag of its own, take no time to speak of', () => {
  const names = Array.from({ length: 8000 }, (_, at) => `f${at}`)
  const file = (name: string) => `//go:build ${name}\n\npackage main\n`
  const start = process.cpuUsage()
  const { mains } = packagesIn(Object.fromEntries(names.map((name) => [`${name}.go`, file(name)])))
  const { user, system } = process.cpuUsage(start)
  expect(mains.map(({ files }) => files.length)).toEqual([8000])
  expect((user + system) / 1e6).toBeLessThan(15)
})
