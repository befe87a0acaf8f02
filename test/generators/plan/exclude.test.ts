import { expect, test } from 'vitest'
import { without } from '../../../generators/plan/exclude.ts'
import { ProblemsError } from '../../../generators/problem.ts'
import { treeFile } from '../../tree-file.ts'

const paths = [
  'Makefile',
  'cmd/api/main.go',
  'docs/cmd/a.md',
  'go.mod',
  'go.sum',
  'internal/a/a_test.go',
]
const tree = new Map(paths.map((path) => [path, treeFile(path)]))

/** Returns the remaining paths, or the problems. */
function left(exclude: readonly string[], before?: readonly string[]): readonly string[] {
  try {
    return [...without(tree, exclude, before).keys()]
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    for (const { fix } of error.problems) {
      expect(fix).toBe('Remove it from "exclude" in go-docker.json.')
    }
    return error.problems.map(({ what }) => what)
  }
}

const others = (...excluded: readonly string[]) => paths.filter((path) => !excluded.includes(path))
const unknown = (path: string) => `cannot exclude ${path}: the template has no file of that path`
const compiled = (path: string) =>
  `cannot exclude ${path}: the service is compiled from go.mod, go.sum, cmd/ and internal/`

test.each<[string, readonly string[], readonly string[]]>([
  ['nothing', [], paths],
  ['a file', ['Makefile'], others('Makefile')],
  ['a file below a folder called cmd', ['docs/cmd/a.md'], others('docs/cmd/a.md')],
  ['go.mod is refused', ['go.mod'], [compiled('go.mod')]],
  ['go.sum is refused', ['go.sum'], [compiled('go.sum')]],
  ['a command is refused', ['cmd/api/main.go'], [compiled('cmd/api/main.go')]],
  ['a package is refused', ['internal/a/a_test.go'], [compiled('internal/a/a_test.go')]],
  ['a path that is not in the tree is refused', ['makefile'], [unknown('makefile')]],
  ['a folder is refused', ['docs'], [unknown('docs')]],
  ['the record is refused', ['go-docker.lock.json'], [unknown('go-docker.lock.json')]],
  ['all that is wrong is told', ['a', 'Makefile', 'go.mod'], [unknown('a'), compiled('go.mod')]],
])('exclude: %s', (_, exclude, expected) => {
  expect(left(exclude)).toEqual(expected)
})

test('a path that was excluded before stays excluded after the template removes it, unless it is a source', () => {
  expect(left(['old.yml', 'Makefile'], ['old.yml'])).toEqual(others('Makefile'))
  expect(left(['cmd/old.go'], ['cmd/old.go'])).toEqual([compiled('cmd/old.go')])
})
