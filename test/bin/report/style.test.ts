import { expect, test } from 'vitest'
import { ansi, plain, styleFor } from '../../../bin/report/style.ts'

test.each([
  ['a terminal has colour', true, {}, ansi],
  ['an empty NO_COLOR has no effect', true, { NO_COLOR: '' }, ansi],
  ['NO_COLOR is heard', true, { NO_COLOR: '1' }, plain],
  ['a dumb terminal has none', true, { TERM: 'dumb' }, plain],
  ['a pipe has none', false, { FORCE_COLOR: '1' }, plain],
])('%s', (_, isTerminal, env, style) => {
  expect(styleFor(isTerminal, env)).toBe(style)
})

test('a colour is reset', () => {
  expect(ansi.bad('x')).toBe('\u001b[31mx\u001b[39m')
  expect(ansi.strong('x')).toBe('\u001b[1mx\u001b[22m')
})
