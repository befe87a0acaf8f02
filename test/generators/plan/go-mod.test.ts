import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goOf, keepProblem, readGoMod, usesOf } from '../../../generators/plan/go-mod.ts'

interface Row {
  readonly name: string
  readonly text: string
  readonly says?: {
    readonly module?: string
    readonly go?: string
    readonly requires: Readonly<Record<string, string>>
    readonly replaced: readonly string[]
    readonly uses: readonly string[]
  }
}

/** The results of the go command, from scripts/update-go-mods.ts. */
const rows: readonly Row[] = JSON.parse(readFileSync('test/generators/plan/go-mods.json', 'utf8'))

describe('parses the same as Go', () => {
  test.each(rows.filter(({ says }) => says !== undefined))('$name $text', ({ text, says }) => {
    const { module, go, requires, replaced } = readGoMod(text)
    expect({
      ...(module === undefined ? {} : { module }),
      ...(go === undefined ? {} : { go }),
      requires: Object.fromEntries(requires),
      replaced: [...replaced],
      uses: usesOf(text),
    }).toEqual(says)
    expect(goOf(text)).toBe(says?.go)
  })
})

describe('a go.mod is bare', () => {
  test.each([
    ['as go mod init leaves it', 'module example.com/a\n\ngo 1.26.0\n'],
    ['with CRLF', 'module example.com/a\r\n\r\ngo 1.26\r\n'],
    ['without a final newline', 'module example.com/a\n\ngo 1.26'],
    ['without a go line', 'module example.com/a\n'],
    ['with a release candidate of Go', 'module example.com/a\n\ngo 1.27rc1\n'],
  ])('%s', (_, text) => {
    expect(readGoMod(text).bare).toBe(true)
  })
})

describe('a go.mod is not bare', () => {
  test.each([
    ['with a requirement', 'module a.b/c\ngo 1.26\nrequire golang.org/x/text v0.41.0\n'],
    ['with a comment', 'module a.b/c // mine\ngo 1.26\n'],
    ['with a comment without a space', 'module a.b/c//mine\n'],
    ['with a toolchain', 'module a.b/c\ngo 1.26.0\ntoolchain go1.27.0\n'],
    ['when it is empty', ''],
    ['with only a go line', 'go 1.26\n'],
    ...rows
      .filter(({ says }) => says === undefined)
      .map(({ text }): [string, string] => ['when Go refuses it', text]),
  ])('%s: %j', (_, text) => {
    expect(readGoMod(text).bare).toBe(false)
  })
})

describe('a go.mod instead of ours', () => {
  const ours = readGoMod(
    'module a.b/c\ngo 1.26.0\nrequire (\n\ta.b/x v1.10.0\n\ta.b/y v0.0.0-20240606120523-5a60cdf6a761\n)\n',
  )
  const requires = 'require a.b/x v1.10.0\nrequire a.b/y v0.0.0-20240606120523-5a60cdf6a761\n'
  const wants = (what: string) => `run go get ${what} first`
  test.each([
    ['compiles with the same', `module a.b/c\ngo 1.26.0\n${requires}`, undefined],
    [
      'compiles with newer ones',
      'module a.b/c\ngo 1.27\nrequire a.b/x v2.0.0\nrequire a.b/y v0.1.0\n',
      undefined,
    ],
    ['compiles with more', `module a.b/c\ngo 1.26.0\n${requires}require a.b/z v1.0.0\n`, undefined],
    [
      'compiles with an older one that is replaced',
      `module a.b/c\ngo 1.26.0\n${requires.replace('v1.10.0', 'v1.0.0')}replace a.b/x => ../x\n`,
      undefined,
    ],
    [
      'lacks what is replaced and not required',
      `module a.b/c\ngo 1.26.0\n${requires.replace(/.*\n/, '')}replace a.b/x => ../x\n`,
      wants('a.b/x@v1.10.0'),
    ],
    [
      'lacks what is older, by number and not by letter',
      `module a.b/c\ngo 1.26.0\n${requires.replace('v1.10.0', 'v1.9.0')}`,
      wants('a.b/x@v1.10.0'),
    ],
    [
      'lacks a release whose candidate it has',
      `module a.b/c\ngo 1.26.0\n${requires.replace('v1.10.0', 'v1.10.0-rc.1')}`,
      wants('a.b/x@v1.10.0'),
    ],
    [
      'lacks an older commit',
      `module a.b/c\ngo 1.26.0\n${requires.replace('20240606', '20230606')}`,
      wants('a.b/y@v0.0.0-20240606120523-5a60cdf6a761'),
    ],
    ['has an older Go version', `module a.b/c\ngo 1.25.9\n${requires}`, wants('go@1.26.0')],
    ['has the Go version before 1.26.0', `module a.b/c\ngo 1.26\n${requires}`, wants('go@1.26.0')],
    ['has no Go version', `module a.b/c\n${requires}`, wants('go@1.26.0')],
    [
      'lacks all that our code needs, and a newer Go',
      'module a.b/c\ngo 1.21\n',
      wants('go@1.26.0 a.b/x@v1.10.0 a.b/y@v0.0.0-20240606120523-5a60cdf6a761'),
    ],
    [
      'has another module path',
      `module a.b/d\ngo 1.26.0\n${requires}`,
      'its module path is a.b/d, not a.b/c',
    ],
    ['has no module path', requires, 'it has no module line'],
    ['is not a go.mod', '<<<<<<< HEAD\n', 'it has no module line'],
  ])('%s', (_, text, problem) => {
    expect(keepProblem(readGoMod(text), ours)).toBe(problem)
  })
})
