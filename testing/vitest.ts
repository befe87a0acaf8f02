/** Extends vitest's `expect`: import it in a test file, or name it in `setupFiles`. */
import { expect } from 'vitest'
import { type MatchOptions, treeMatchers } from './index.ts'

declare module 'vitest' {
  interface Matchers<T> {
    /** Compares a tree from `renderTree` with a folder; a path is relative to the test file. */
    toMatchTree(folder: string | URL, options?: MatchOptions): void
  }
}

expect.extend(treeMatchers)
