export type { Problem } from '../generators/problem.ts'
