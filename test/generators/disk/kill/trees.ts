import { sortByPath, type Tree } from '../../../../generators/plan/tree.ts'
import { treeFile } from '../../../tree-file.ts'

/**
 * Returns a tree of 60 files. Trees with different names share some paths, one of which is a file
 * in one tree and a directory in the other.
 */
export function treeNamed(name: string): Tree {
  const shared = ['README.md', 'cmd/api/main.go', 'go-docker.json', 'go-docker.lock.json']
  const turned = name === 'first' ? 'docs/guide' : 'docs/guide/index.md'
  const common = Array.from({ length: 27 }, (_, n) => `internal/p${n % 5}/f${n}.go`)
  const own = Array.from({ length: 27 }, (_, n) => `${name}/d${n % 4}/e${n % 3}/f${n}.sh`)
  return sortByPath(
    [...shared, turned, 'Makefile', ...common, ...own].map((path) => [
      path,
      treeFile(`${name} ${path}\n`.repeat(40), path.endsWith('.sh') ? '100755' : '100644'),
    ]),
  )
}
