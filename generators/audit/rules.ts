import type { Rule } from './rule.ts'
import { G21 } from './rules/G21.ts'

/** Every rule of the audit, by its number. */
export const rules: readonly Rule[] = [G21]
