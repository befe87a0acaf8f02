import { shown } from '../json.ts'
import { repositoryPath, templateSuffix } from '../layers/packed.ts'
import { collisions } from '../paths.ts'
import { intentPath, lockPath } from '../plan/lock.ts'
import { unknownIn } from './condition.ts'
import type { FileRule } from './house-layer.ts'
import type { LayerProblem } from './layer-problem.ts'
import { pathProblem } from './read-files.ts'

/** Returns why the files of a layer can't be part of a repository. */
export function filesProblems(paths: Iterable<string>): readonly LayerProblem[] {
  const all = [...paths].map(repositoryPath)
  const safe = all.filter((path) => pathProblem(path) === undefined)
  const unsafe = all.flatMap((path) => {
    const why = pathProblem(path)
    return why === undefined
      ? []
      : [{ what: `files/${path} cannot be used: ${why}`, fix: rename, file: `files/${path}` }]
  })
  // Some file systems ignore case, so that GO-DOCKER.json would be the record.
  const colliding = collisions([intentPath, lockPath, ...safe]).map(({ path, other, why }) => ({
    what: `files/${path} cannot be used beside ${other}: ${why}`,
    fix: rename,
    file: `files/${path}`,
  }))
  return [...unsafe, ...colliding]
}

const rename = 'Rename the file in the layer, or delete it.'

/** The rules for every file of a layer, or what is wrong with them. */
export interface Rules {
  /** Sorted by path; a file without a rule is added. */
  readonly rules: readonly FileRule[]
  readonly problems: readonly LayerProblem[]
}

/**
 * Returns the rules of a layer for its files.
 * @param paths the paths in its `files/`
 * @param booleans the variables that conditions may use; undefined if they are not known
 */
export function rulesFor(
  given: readonly FileRule[],
  paths: Iterable<string>,
  booleans?: ReadonlySet<string>,
): Rules {
  const files = new Set([...paths].map(repositoryPath))
  const known = new Set(given.map(({ path }) => path))
  const added = [...files]
    .filter((path) => !known.has(path))
    .map((path): FileRule => ({ path, verb: 'add' }))
  const rules = [...given, ...added].sort((a, b) => (a.path < b.path ? -1 : 1))
  const problems = given.flatMap((rule) => ruleProblems(rule, files, booleans))
  return { rules, problems }
}

function ruleProblems(
  { path, verb, when }: FileRule,
  files: ReadonlySet<string>,
  booleans: ReadonlySet<string> | undefined,
): readonly LayerProblem[] {
  const at = `layer.json: the rule for ${shown(path)}`
  const unknown = when === undefined || booleans === undefined ? [] : unknownIn(when, booleans)
  const wrong = unknown.map((name) => ({
    what: `${at} has the unknown variable ${name} in "when"`,
    fix: `Use one of ${[...(booleans ?? [])].join(', ')}.`,
    file: 'layer.json',
  }))
  if (verb === 'delete' && files.has(path)) {
    const fix = 'Delete the file in the layer, or use another verb.'
    return [...wrong, { what: `${at} deletes it, but files/ has it`, fix, file: 'layer.json' }]
  }
  if (verb === 'delete' || files.has(path)) return wrong
  const withoutSuffix = repositoryPath(path)
  const fix =
    withoutSuffix !== path && files.has(withoutSuffix)
      ? `Omit ${templateSuffix} in the rule: ${withoutSuffix}`
      : `Add files/${path} or files/${path}${templateSuffix}, or delete the rule.`
  return [...wrong, { what: `${at} has no file in files/`, fix, file: 'layer.json' }]
}
