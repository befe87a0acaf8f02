import { roomsIn } from '../../generators/plan/local-lines.ts'
import { requireKnown } from '../known-options.ts'
import { type RenderInput, renderOptions, renderTree } from '../render-tree.ts'
import type { RenderedTree } from '../rendered-tree.ts'
import { withAbsoluteLayers } from '../templates.ts'
import { type Before, type Edit, edits } from './edits.ts'
import { losses, type Moment } from './losses.ts'
import {
  inRepository,
  type RepositoryOptions,
  repositoryOptions,
  type TestRepository,
} from './repository.ts'

/** Two states of a template, for example two versions of a layer. */
export interface ConformanceInput extends RepositoryOptions {
  /** What the repositories are rendered from. */
  readonly from: RenderInput
  /** What they are updated to. What this leaves out stays as it was. */
  readonly to: RenderInput
}

/** Something that an update lost or did wrong. */
export interface Loss {
  /** What the user did before the update, such as `deletes every file`. */
  readonly scenario: string
  /** The path that it is about, if it is about one. */
  readonly path?: string
  readonly what: string
}

/**
 * Updates repositories that users edited in every way that updates are known to lose work in: they
 * add lines, delete, move and replace files, change modes and line endings, and so on, each in all
 * files at once. Returns what was lost; nothing, as long as updates keep their promises:
 *
 * - Without edits, the result is the new render, and `check` finds nothing.
 * - Every line that the user wrote is still there, also in a conflict.
 * - A deleted file comes back only as a conflict, and a file of the user's stays as it is.
 * - After an update without conflicts, another one changes nothing, and `check` finds nothing new.
 *
 * @example
 * const versions = { from: { layers: ['layers/house-1'] }, to: { layers: ['layers/house-2'] } }
 * expect(await conformance(versions)).toEqual([])
 *
 * @throws the errors of updateScenario
 */
export async function conformance(input: ConformanceInput): Promise<readonly Loss[]> {
  requireKnown('conformance', input, { ...repositoryOptions, from: 'an object', to: 'an object' })
  requireKnown('conformance, from', input.from, renderOptions)
  requireKnown('conformance, to', input.to, renderOptions)
  const terms = {
    ...input,
    from: withAbsoluteLayers(input.from),
    to: withAbsoluteLayers(input.to),
  }
  const known = await plainUpdate(terms)
  const found = await Promise.all(edits.map((edit) => lossesOf(edit, known, terms)))
  return found.flat()
}

/** What is known from an update without edits. */
interface Known extends Before {
  readonly rendered: RenderedTree
}

function plainUpdate({ from, to, ...options }: ConformanceInput): Promise<Known> {
  return inRepository(from, options, async (repository) => {
    const { files } = await repository.lock()
    const original = repository.files()
    const { planned } = await repository.update(to)
    const { answers } = await repository.lock()
    const { layers = [], exclude = [] } = { ...from, ...to }
    return {
      owned: Object.keys(files).filter((path) => files[path]?.owner !== 'generated'),
      roomy: Object.keys(files).filter((path) => hasRoom(original.bytes(path))),
      added: planned.plan.changes.flatMap(({ path, status }) =>
        status === 'create' ? [path] : [],
      ),
      rendered: await renderTree({ answers, layers, exclude }),
    }
  })
}

function hasRoom(content: Uint8Array): boolean {
  return roomsIn(Buffer.from(content).toString().split('\n')).length > 0
}

function lossesOf(edit: Edit, known: Known, { from, to, ...options }: ConformanceInput) {
  return inRepository(from, options, async (repository): Promise<readonly Loss[]> => {
    const original = repository.files()
    await repository.edit((files) => edit.act(files, known))
    const before = await momentOf(repository)
    const { planned } = await repository.update(to)
    const after = await momentOf(repository)
    const again =
      planned.conflicts.length > 0 ? {} : { again: (await repository.update(to)).planned }
    const { rendered } = known
    return losses({ original, rendered, before, after, planned, ...again }).map((broken) => ({
      scenario: edit.title,
      ...broken,
    }))
  })
}

async function momentOf(repository: TestRepository): Promise<Moment> {
  const [findings, lock] = [await repository.check(), await repository.lock()]
  return { files: repository.files(), findings, lock }
}
