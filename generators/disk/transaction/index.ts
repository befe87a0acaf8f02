/**
 * Changes a directory, all of it or nothing. This is the only entry point to journal, owner, stage
 * and undo; docs/interrupted-runs.md shows the states.
 */
export { noteChild } from './child.ts'
export { writeInDirectory } from './existing-directory.ts'
export { type Recovery, recover, takenBack, waitingRun } from './recovery.ts'
export { openStage, removeStage, renameDirectory, repositoryName, type Stage } from './stage.ts'
