import type { Rule } from './rule.ts'
import { G01 } from './rules/G01.ts'
import { G02 } from './rules/G02.ts'
import { G03 } from './rules/G03.ts'
import { G04 } from './rules/G04.ts'
import { G05 } from './rules/G05.ts'
import { G06 } from './rules/G06.ts'
import { G07 } from './rules/G07.ts'
import { G08 } from './rules/G08.ts'
import { G09 } from './rules/G09.ts'
import { G10 } from './rules/G10.ts'
import { G12 } from './rules/G12.ts'
import { G13 } from './rules/G13.ts'
import { G14 } from './rules/G14.ts'
import { G15 } from './rules/G15.ts'
import { G16 } from './rules/G16.ts'
import { G17 } from './rules/G17.ts'
import { G18 } from './rules/G18.ts'
import { G19 } from './rules/G19.ts'
import { G20 } from './rules/G20.ts'
import { G21 } from './rules/G21.ts'
import { G22 } from './rules/G22.ts'
import { G23 } from './rules/G23.ts'
import { G24 } from './rules/G24.ts'
import { G25 } from './rules/G25.ts'
import { G26 } from './rules/G26.ts'
import { G27 } from './rules/G27.ts'
import { G28 } from './rules/G28.ts'
import { G29 } from './rules/G29.ts'
import { G30 } from './rules/G30.ts'
import { G31 } from './rules/G31.ts'
import { G32 } from './rules/G32.ts'
import { G33 } from './rules/G33.ts'
import { G34 } from './rules/G34.ts'
import { G35 } from './rules/G35.ts'
import { G38 } from './rules/G38.ts'
import { G39 } from './rules/G39.ts'
import { G40 } from './rules/G40.ts'
import { G41 } from './rules/G41.ts'
import { G42 } from './rules/G42.ts'
import { G43 } from './rules/G43.ts'
import { G44 } from './rules/G44.ts'
import { G45 } from './rules/G45.ts'
import { G46 } from './rules/G46.ts'
import { G47 } from './rules/G47.ts'
import { G48 } from './rules/G48.ts'
import { G49 } from './rules/G49.ts'
import { G50 } from './rules/G50.ts'
import { G51 } from './rules/G51.ts'
import { G52 } from './rules/G52.ts'
import { G53 } from './rules/G53.ts'
import { G54 } from './rules/G54.ts'
import { G55 } from './rules/G55.ts'
import { G56 } from './rules/G56.ts'
import { G57 } from './rules/G57.ts'
import { G58 } from './rules/G58.ts'
import { G59 } from './rules/G59.ts'
import { G60 } from './rules/G60.ts'
import { G61 } from './rules/G61.ts'
import { G62 } from './rules/G62.ts'
import { G63 } from './rules/G63.ts'
import { G65 } from './rules/G65.ts'
import { G66 } from './rules/G66.ts'
import { G67 } from './rules/G67.ts'
import { G68 } from './rules/G68.ts'
import { G69 } from './rules/G69.ts'
import { G70 } from './rules/G70.ts'
import { commentRule } from './rules/G71.ts'
import { G72 } from './rules/G72.ts'
import { G73 } from './rules/G73.ts'
import { G74 } from './rules/G74.ts'
import { G75 } from './rules/G75.ts'
import { G76 } from './rules/G76.ts'
import { G77 } from './rules/G77.ts'
import { G78 } from './rules/G78.ts'

const rulesOfFiles: readonly Rule[] = [
  G01,
  G02,
  G03,
  G04,
  G05,
  G06,
  G07,
  G08,
  G09,
  G10,
  G12,
  G13,
  G14,
  G15,
  G16,
  G17,
  G18,
  G19,
  G20,
  G21,
  G22,
  G23,
  G24,
  G25,
  G26,
  G27,
  G28,
  G29,
  G30,
  G31,
  G32,
  G33,
  G34,
  G35,
  G38,
  G39,
  G40,
  G41,
  G42,
  G43,
  G44,
  G45,
  G46,
  G47,
  G48,
  G49,
  G50,
  G51,
  G52,
  G53,
  G54,
  G55,
  G56,
  G57,
  G58,
  G59,
  G60,
  G61,
  G62,
  G63,
  G65,
  G66,
  G67,
  G68,
  G69,
  G70,
  G72,
  G73,
  G74,
  G75,
  G76,
  G77,
  G78,
]

/** Every rule of the audit, by its number. */
export const rules: readonly Rule[] = [...rulesOfFiles, commentRule(rulesOfFiles)].sort((a, b) =>
  a.id < b.id ? -1 : 1,
)
