import { dirname } from 'node:path'
import { isObject } from '../../generators/json.ts'
import { pathOf, type RenderedTree } from '../rendered-tree.ts'
import { type MatchOptions, matchTree } from './match-tree.ts'

/** What vitest (and Jest) tell a matcher. */
export interface MatcherContext {
  readonly isNot?: boolean
  readonly testPath?: string
  readonly snapshotState?: unknown
}

/** What a matcher returns. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * Matchers for `expect.extend`. `create-go-docker/testing/vitest` extends vitest's `expect` with
 * them, and its types.
 *
 * `expect(tree).toMatchTree(folder, options)` is `matchTree`, but a folder is relative to the test
 * file, and `-u` updates it like a snapshot.
 */
export const treeMatchers: {
  toMatchTree(
    this: MatcherContext,
    received: unknown,
    folder: string | URL,
    options?: MatchOptions,
  ): MatcherResult
} = {
  toMatchTree(received, folder, options = {}) {
    if (!isTree(received)) {
      const why =
        received instanceof Promise ? 'a promise: await renderTree() first' : 'something else'
      throw new TypeError(`toMatchTree needs the result of renderTree, and got ${why}`)
    }
    const update = this.isNot ? false : (options.update ?? updateOf(this.snapshotState))
    const path = pathOf(folder, this.testPath === undefined ? '.' : dirname(this.testPath))
    const terms = update === undefined ? options : { ...options, update }
    const { pass, message } = matchTree(received, path, terms)
    return { pass, message: () => message }
  },
}

function isTree(value: unknown): value is RenderedTree {
  return (
    isObject(value) && typeof value.digest === 'string' && typeof value.normalised === 'function'
  )
}

/** Returns whether the runner updates snapshots; undefined if it writes only new ones. */
function updateOf(state: unknown): boolean | undefined {
  const update = isObject(state) ? state._updateSnapshot : undefined
  return update === 'all' ? true : update === 'none' ? false : undefined
}
