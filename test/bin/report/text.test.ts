import { expect, test } from 'vitest'
import { quote, visible } from '../../../bin/report/text.ts'

test.each([
  ['plain', 'plain'],
  ['é 日本 😀', 'é 日本 😀'],
  ['\u001b[2J', '\\u{1b}[2J'],
  ['a\r\nb\tc', 'a\\u{d}\\u{a}b\\u{9}c'],
  ['\u007f\u009b', '\\u{7f}\\u{9b}'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['\u2028', '\\u{2028}'],
  ['\u{e0041}', '\\u{e0041}'],
  ['\ud800', '\\u{d800}'],
  ['a ##[error]b', 'a #\\u{23}[error]b'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown)
})

test.each([
  ['my-svc', 'linux', 'my-svc'],
  ['net/http', 'linux', 'net/http'],
  ['git@v1:x+y_z.w', 'linux', 'git@v1:x+y_z.w'],
  ['', 'linux', "''"],
  ['a b', 'linux', "'a b'"],
  ['$(x)`y`"!', 'linux', `'$(x)\`y\`"!'`],
  ["'", 'linux', "''\\'''"],
  ['é', 'linux', "'é'"],
  ['a\\b', 'linux', "'a\\b'"],
  ['a\\b', 'win32', 'a\\b'],
  ['a b', 'win32', '"a b"'],
  ["it's", 'win32', '"it\'s"'],
])('%j is quoted on %s as %s', (word, platform, quoted) => {
  expect(quote(word, platform)).toBe(quoted)
})
