import { type Finding, warning } from '../finding.ts'
import { type Context, contextOf } from '../layers/context.ts'
import { renderLayers } from '../layers/layers.ts'
import { collisions, pathProblems } from '../paths.ts'
import { ignoredByGit } from '../plan/gitignore.ts'
import { sameFile, type Tree, textIn } from '../plan/tree.ts'
import { isOlder } from '../plan/versions.ts'
import { ProblemsError } from '../problem.ts'
import { combinations, numberOfCombinations } from '../questions/combinations.ts'
import { type Combination, shownValue, type Table } from '../questions/table.ts'
import { renamesBy } from '../update/migrations.ts'
import { holds } from './condition.ts'
import type { FileRule, HouseLayer, Manifest } from './house-layer.ts'
import { type Mergers, overlay } from './overlay.ts'
import type { Product } from './product.ts'

/** More combinations would take seconds. */
const maximumCombinations = 250

/** One combination of answers: the tree below the layer, and what the layer makes of it. */
interface Trial {
  readonly title: string
  readonly context: Context
  readonly below: Tree
  /** Undefined if the layer doesn't fit. */
  readonly result: Tree | undefined
  /** Why the layer doesn't fit, or its result can't be written. */
  readonly problems: readonly string[]
}

/**
 * Renders a layer over the product for every combination of answers, or, if there are too many, for
 * every answer. Returns what is wrong with the trees, and the rules that change none.
 * @param product the product with the table that the layer extends
 */
export function rehearse(
  layer: HouseLayer,
  product: Product,
  mergers: Mergers,
): readonly Finding[] {
  const isComplete = numberOfCombinations(product.table) <= maximumCombinations
  const samples = isComplete ? combinations(product.table) : eachAnswer(product.table)
  // A repository below the root of another one has no CI of its own.
  const trials = [true, false].flatMap((ci) =>
    samples.map((combination) => tryOn(layer, { combination, ci }, product, mergers)),
  )
  return [
    ...misfits(trials),
    ...layer.manifest.files.flatMap((rule) => idle(rule, trials, isComplete)),
    ...badRenames(layer.manifest, trials),
    ...ignored(trials),
  ]
}

/** Returns warnings about files that the .gitignore of the same tree keeps out of the repository. */
function ignored(trials: readonly Trial[]): readonly Finding[] {
  const byText = new Map<string, Set<string>>()
  for (const { result } of trials) {
    const file = result?.get('.gitignore')
    if (result === undefined || file === undefined) continue
    const paths = byText.get(textIn(file)) ?? new Set()
    for (const path of result.keys()) paths.add(path)
    byText.set(textIn(file), paths)
  }
  const messages = [...byText].flatMap(([text, paths]) =>
    ignoredByGit([{ file: '.gitignore', below: '', text }], [...paths]).map(
      ({ message }) => message,
    ),
  )
  const remedy = 'Use another path, or change the .gitignore: otherwise, no clone has the file.'
  return [...new Set(messages)].map((message) =>
    warning('layer/ignored', 'layer.json', message, remedy),
  )
}

/** Returns warnings of migrations that move files where no update can, or to where this version has none. */
function badRenames(
  { version, migrations, files }: Manifest,
  trials: readonly Trial[],
): readonly Finding[] {
  const known = new Set([
    ...files.flatMap(({ path, verb }) => (verb === 'delete' ? [] : [path])),
    ...trials.flatMap(({ result }) => [...(result?.keys() ?? [])]),
  ])
  const paths = [...known]
  const isThere = (path: string) =>
    known.has(path) || paths.some((other) => other.startsWith(`${path}/`))
  const carriedOut = migrations.filter(({ to }) => !isOlder(version, to))
  const below = (path: string) => paths.filter((it) => it === path || it.startsWith(`${path}/`))
  const stuck = carriedOut.flatMap(({ to, rename }) =>
    Object.entries(rename).flatMap(([from, path]) => {
      const clash = below(path)
        .flatMap((it) => collisions([`${from}${it.slice(path.length)}`, it]))
        .at(0)
      if (clash === undefined) return []
      const message = `the migration to ${to} renames ${from} to ${path}, which no update can do in one step: ${clash.why}`
      return [warning('layer/stuck-rename', 'layer.json', message, 'Use another path.')]
    }),
  )
  const lost = carriedOut.flatMap(({ to, rename }, index) => {
    const later = renamesBy(carriedOut.slice(index + 1), Object.values(rename))
    return Object.entries(rename)
      .filter(([, path]) => !isThere(later.get(path) ?? path))
      .map(([from, path]) => {
        const message = `the migration to ${to} renames ${from} to ${path}, which the layer does not have`
        const remedy = 'Correct the new path, or delete the rename.'
        return warning('layer/lost-rename', 'layer.json', message, remedy)
      })
  })
  return [...stuck, ...lost]
}

/** Returns combinations in which each answer of each option occurs, with the others' defaults. */
function eachAnswer(table: Table): readonly Combination[] {
  return Object.keys(table).flatMap((varied) => {
    const rows = Object.entries(table).map(
      ([option, row]) => [option, option === varied ? row : { ...row, lockedBy: varied }] as const,
    )
    const only: Table = Object.fromEntries(rows)
    return numberOfCombinations(only) <= maximumCombinations ? combinations(only) : []
  })
}

function tryOn(
  layer: HouseLayer,
  { combination, ci }: { readonly combination: Combination; readonly ci: boolean },
  { table, layers, version }: Product,
  mergers: Mergers,
): Trial {
  const answers = { ...combination, name: 'my-service', module: 'example.com/my-service' }
  const context = { ...contextOf(answers, version, table), ci }
  const below = renderLayers(layers, answers, context, table)
  const title = Object.entries(combination)
    .map(([option, value]) => `${option} ${shownValue(value)}`)
    .join(', ')
  try {
    const result = overlay(below, layer, context, mergers)
    const problems = pathProblems([...result.keys()]).map(({ what }) => what)
    return { title, context, below, result, problems }
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error
    const problems = error.problems.map(({ what }) => what)
    return { title, context, below, result: undefined, problems }
  }
}

/** Returns why the layer doesn't fit, each reason once, with a combination if it is not every one. */
function misfits(trials: readonly Trial[]): readonly Finding[] {
  const reasons = new Set(trials.flatMap(({ problems }) => problems))
  return [...reasons].map((reason): Finding => {
    const where = trials.filter(({ problems }) => problems.includes(reason))
    const when = where.length === trials.length ? '' : `, for example with ${where[0]?.title}`
    return {
      rule: 'layer/misfit',
      severity: 'error',
      file: 'layer.json',
      line: null,
      message: `${reason}${when}`,
      remedy: 'Use another path or verb, or limit the rule by "when".',
      fixable: false,
    }
  })
}

/** Returns a warning about a rule that never applies or never changes anything. */
function idle(
  { path, verb, when }: FileRule,
  trials: readonly Trial[],
  isComplete: boolean,
): readonly Finding[] {
  const applied = trials.filter(({ context }) => when === undefined || holds(when, context))
  if (applied.length === 0) {
    if (!isComplete) return []
    const message = `the rule for ${path} never applies: its "when" is false for all answers`
    const remedy = 'Correct the condition, or delete the rule.'
    return [warning('layer/never-applies', 'layer.json', message, remedy)]
  }
  const results = applied.flatMap(({ below, result }) =>
    result === undefined ? [] : [[below.get(path), result.get(path)] as const],
  )
  const changesNothing = results.every(([a, b]) =>
    a === undefined || b === undefined ? a === b : sameFile(a, b) && a.owner === b.owner,
  )
  if (results.length === 0 || !changesNothing) return []
  const message = `the rule for ${path} (${verb}) changes nothing`
  const remedy = 'Delete the rule and its file, or correct its path.'
  return [warning('layer/changes-nothing', 'layer.json', message, remedy)]
}
