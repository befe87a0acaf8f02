/**
 * Helpers for tests of generated repositories: `create-go-docker/testing`. Nothing here needs a test
 * runner; `create-go-docker/testing/vitest` adds a matcher to vitest.
 */
export { type Problem, ProblemsError } from '../generators/problem.ts'
export type { Cell, MatrixOptions } from './cells.ts'
export { expectDeterministic } from './determinism.ts'
export type { FileTree } from './file-tree.ts'
export { type MatchOptions, type MatchResult, matchTree } from './match/match-tree.ts'
export { treeMatchers } from './match/matchers.ts'
export { matrix } from './matrix.ts'
export { generatorVersion, module, type Normaliser, replaceAll, versions } from './normalisers.ts'
export { type RenderInput, renderTree } from './render-tree.ts'
export type { RenderedTree } from './rendered-tree.ts'
export {
  type ConformanceInput,
  conformance,
  type Loss,
} from './scenario/conformance.ts'
export {
  type ScenarioInput,
  type ScenarioResult,
  type UpdatePlan,
  updateScenario,
} from './scenario/update-scenario.ts'
export type { UserFiles } from './scenario/user-files.ts'
export { type TreeProblemsOptions, treeProblems } from './tree-problems.ts'
