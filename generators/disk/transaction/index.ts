/**
 * How a directory is changed, whole or not at all: the one door to journal, owner, stage and undo. docs/interrupted-runs.md
 * draws the states.
 */
export { noteChild } from './child.ts'
export { writeInDirectory } from './existing-directory.ts'
export { type Recovery, recover, takenBack, waitingRun } from './recovery.ts'
export { openStage, removeStage, renameDirectory, repositoryName, type Stage } from './stage.ts'
