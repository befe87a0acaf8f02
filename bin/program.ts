/** What the published package holds in one file: the command and the plopfile share nearly all of their code. */
export { default as plopfile } from './plopfile.ts'
export { runProcess } from './process.ts'
