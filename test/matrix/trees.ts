import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { builtIn } from '../../generators/layers/built-in.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import type { Answers } from '../../generators/questions/answers.ts'
import { combinations } from '../../generators/questions/combinations.ts'
import { options } from '../../generators/questions/options.ts'
import type { Combination } from '../../generators/questions/table.ts'
import { newService } from '../../generators/service.ts'

/** Names and module paths that sort before, among and after the dependencies, a long one, and one of a later major. */
export const identities = [
  { name: 'svc', module: 'svc' },
  // A name that YAML reads as a number, unless it is quoted.
  { name: '1e3', module: 'a.io/1e3' },
  { name: 'greeter', module: 'github.com/acme/greeter' },
  { name: 'zebra', module: 'zz.dev/y/zebra/v2' },
  {
    name: 'a-name-of-sixty-three-characters-which-is-the-most-that-dns-has',
    module:
      'git.a-rather-long-host-name.example.com/platform-engineering/services/visitor-counter/a-name-of-sixty-three-characters-which-is-the-most-that-dns-has',
  },
] as const

const templates = builtIn()

/** Returns the tree of some answers, rendered from `templates/`, as of a fixed version: no release changes a test. */
export function treeOf(answers: Answers): Tree {
  const input = { answers, exclude: [], version: '0.0.0', table: options }
  return newService(input, { layers: templates.layers, integrity: 'sha256-0' })
}

/** Returns a combination as a title, and as a folder's name. */
export function titleOf({ framework, database, baseImage }: Combination<typeof options>): string {
  return `${framework.replace('/', '-')}-${database}-${baseImage}`
}

/** The identity that most tests use. One module path for all keeps Go's build cache warm over the combinations. */
export const identity = identities[2]

/** Every combination with its title and its tree. */
export const cells = combinations(options).map((combination) => ({
  ...combination,
  title: titleOf(combination),
  tree: treeOf({ ...combination, ...identity }),
}))

/** Writes a tree into a folder, modes included. */
export function writeTree(folder: string, tree: Tree): void {
  for (const [path, { content, mode }] of tree) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode === '100755' ? 0o755 : 0o644)
  }
}

/** Returns a tree's files as text. */
export function textsOf(tree: Tree): readonly (readonly [path: string, text: string])[] {
  return [...tree].map(([path, { content }]) => [path, Buffer.from(content).toString()])
}

/** Returns the text of one file of a tree. */
export function textOf(tree: Tree, path: string): string {
  const file = tree.get(path)
  if (file === undefined) throw new Error(`no ${path} in the tree`)
  return Buffer.from(file.content).toString()
}
