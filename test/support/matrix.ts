import { builtIn } from '../../generators/layers/built-in.ts'
import type { Tree } from '../../generators/plan/tree.ts'
import type { Answers } from '../../generators/questions/answers.ts'
import { combinations } from '../../generators/questions/combinations.ts'
import { options } from '../../generators/questions/options.ts'
import { type Row, sameValue } from '../../generators/questions/table.ts'
import { newService } from '../../generators/service.ts'
import { titleOf } from '../../testing/cells.ts'
import { pairwise } from '../../testing/pairwise.ts'

/**
 * Names and module paths: before, among and after the dependencies in sort order, a long one, and
 * one of a later major version.
 */
export const identities = [
  { name: 'svc', module: 'svc' },
  // YAML reads this name as a number, unless it is quoted.
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

/**
 * Returns the tree for some answers, rendered from `templates/`, with a fixed version, so that a
 * release doesn't change the tests.
 */
export function treeOf(answers: Answers): Tree {
  const input = { answers, exclude: [], version: '0.0.0', table: options }
  return newService(input, { ...templates, integrity: 'sha256-0' })
}

/**
 * The identity that most tests use. A single module path keeps Go's build cache warm across
 * combinations.
 */
export const identity = identities[2]

/** Every combination, with its title, answers and tree. */
export const cells = combinations(options).map((combination) => {
  const answers: Answers = { ...combination, ...identity }
  return { ...combination, answers, title: titleOf(combination), tree: treeOf(answers) }
})

/** The cells that together have every pair of values. */
export const pairs = pairwise(combinations(options), []).flatMap((combination) =>
  cells.filter(({ title }) => title === titleOf(combination)),
)

/** Returns the cell with a title. @throws Error when there is none */
export function cellOf(title: string): (typeof cells)[number] {
  const cell = cells.find((cell) => cell.title === title)
  if (cell === undefined) throw new Error(`no combination ${title}`)
  return cell
}

/** One cell for each go.mod; a test asserts that Go files depend on no other option. */
export const goCells = cells.filter(({ answers }) =>
  Object.entries<Row>(options).every(
    ([name, row]) => ('goModules' in row && row.goModules) || sameValue(answers[name], row.default),
  ),
)

/** Two cells that together have every value that go.mod depends on. */
export const goPairs = goCells.filter(
  ({ framework, database }) => (framework === 'echo') === (database === 'postgres'),
)
