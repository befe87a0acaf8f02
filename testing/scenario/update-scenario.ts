import { exitCodeOf } from '../../bin/report/exit-code.ts'
import { updateRows } from '../../bin/report/update/rows.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import type { Left } from '../../generators/update/draft.ts'
import type { ConflictKind, Rename } from '../../generators/update/merge.ts'
import type { FileTree } from '../file-tree.ts'
import { requireKnown } from '../known-options.ts'
import { type RenderInput, renderOptions } from '../render-tree.ts'
import { withAbsoluteLayers } from '../templates.ts'
import { inRepository, type RepositoryOptions, repositoryOptions } from './repository.ts'
import type { UserFiles } from './user-files.ts'

/** An update to try. */
export interface ScenarioInput extends RepositoryOptions {
  /** What the repository is rendered from. */
  readonly from: RenderInput
  /** What it is updated to. What this leaves out stays as it was. */
  readonly to: RenderInput
  /** Edits the repository before the update, as its user would. */
  readonly user?: (files: UserFiles) => void | Promise<void>
}

/** What an update did, as `create-go-docker update --json` says it. */
export interface UpdatePlan {
  /** What happened to each path. */
  readonly files: Readonly<
    Record<string, 'create' | 'identical' | 'update' | 'merge' | 'keep' | 'remove' | 'conflict'>
  >
  /** The paths that a person has to decide, and why. */
  readonly conflicts: readonly { readonly path: string; readonly kind: ConflictKind }[]
  /** The files that have another path now. */
  readonly renames: readonly Rename[]
  /** The files of the template that the update left alone. */
  readonly left: readonly Left[]
}

/** The result of an update. */
export interface ScenarioResult {
  /** `done`, or `conflicts-left` with markers in the files. */
  readonly kind: 'done' | 'conflicts-left'
  /** What the command exits with: 0, or 1 for conflicts. */
  readonly exitCode: number
  /** The engine that merged; null if nothing had to be merged. */
  readonly engine: 'git' | 'built-in' | null
  readonly plan: UpdatePlan
  /** The files of the repository afterwards. */
  readonly tree: FileTree
  /** The content of go-docker.lock.json afterwards. */
  readonly lock: Lock
}

/**
 * Renders a repository, lets a user edit it, and updates it as the command does: to other answers,
 * other layers, or other versions of them. Works in a temporary folder, which is removed, without
 * the user's git configuration and without a network.
 *
 * @example
 * const { exitCode, tree } = await updateScenario({
 *   from: { layers: ['layers/house-1'] },
 *   to: { layers: ['layers/house-2'] },
 *   user: (files) => files.write('Makefile', `${files.read('Makefile')}# mine\n`),
 * })
 *
 * @throws ProblemsError with everything that is wrong with an input, or why the update is refused,
 * also when git is needed and doesn't work; TypeError for an unknown option or engine
 */
export async function updateScenario(input: ScenarioInput): Promise<ScenarioResult> {
  requireKnown('updateScenario', input, {
    ...repositoryOptions,
    from: 'an object',
    to: 'an object',
    user: 'a function',
  })
  requireKnown('updateScenario, from', input.from, renderOptions)
  requireKnown('updateScenario, to', input.to, renderOptions)
  const { user, ...options } = input
  const [from, to] = [withAbsoluteLayers(input.from), withAbsoluteLayers(input.to)]
  return inRepository(from, options, async (repository) => {
    if (user !== undefined) await repository.edit(user)
    const { kind: ended, planned } = await repository.update(to)
    const kind = ended === 'conflicts-left' ? ended : 'done'
    const rows = updateRows(planned).map(({ path, status }) => [path, status] as const)
    return {
      kind,
      exitCode: exitCodeOf(kind),
      engine: planned.engine,
      plan: {
        files: Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1))),
        conflicts: planned.conflicts.map(({ path, kind }) => ({ path, kind })),
        renames: planned.renames,
        left: planned.left,
      },
      tree: repository.files(),
      lock: await repository.lock(),
    }
  })
}
