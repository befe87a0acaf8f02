/**
 * The entry points of the published package in one bundle, because the command and the plopfile
 * share most code.
 */
export { default as plopfile } from './plopfile.ts'
export { runProcess } from './process.ts'
