import type { Rule } from './rule.ts'
import { G02 } from './rules/G02.ts'
import { G06 } from './rules/G06.ts'
import { G07 } from './rules/G07.ts'
import { G08 } from './rules/G08.ts'
import { G10 } from './rules/G10.ts'
import { G12 } from './rules/G12.ts'
import { G13 } from './rules/G13.ts'
import { G15 } from './rules/G15.ts'
import { G16 } from './rules/G16.ts'
import { G19 } from './rules/G19.ts'
import { G20 } from './rules/G20.ts'
import { G21 } from './rules/G21.ts'
import { G22 } from './rules/G22.ts'
import { G23 } from './rules/G23.ts'
import { G24 } from './rules/G24.ts'
import { G25 } from './rules/G25.ts'
import { G29 } from './rules/G29.ts'
import { G32 } from './rules/G32.ts'
import { G35 } from './rules/G35.ts'
import { G51 } from './rules/G51.ts'
import { G52 } from './rules/G52.ts'
import { G53 } from './rules/G53.ts'
import { G55 } from './rules/G55.ts'
import { G56 } from './rules/G56.ts'
import { G57 } from './rules/G57.ts'
import { G60 } from './rules/G60.ts'
import { G61 } from './rules/G61.ts'
import { G67 } from './rules/G67.ts'

/** Every rule of the audit, by its number. */
export const rules: readonly Rule[] = [
  G02,
  G06,
  G07,
  G08,
  G10,
  G12,
  G13,
  G15,
  G16,
  G19,
  G20,
  G21,
  G22,
  G23,
  G24,
  G25,
  G29,
  G32,
  G35,
  G51,
  G52,
  G53,
  G55,
  G56,
  G57,
  G60,
  G61,
  G67,
]
