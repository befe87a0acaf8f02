import { describe, expect, test } from 'vitest'
import { factsIn } from './facts.ts'

const main = 'package main\n\nfunc main() { show() }\n'
const shown = 'package main\n\nfunc show() {}\n'
const tagged = (text: string, tag = 'extra') => `//go:build ${tag}\n\n${text}`

/** The tags of the only main of a module with some files, and what is said about tags. */
async function tagsIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { mains, unknown } = await factsIn(files)
  const said = unknown.map(({ what, source }) => `${what} (${source})`)
  return [...mains.flatMap(({ tags }) => tags), ...said]
}

const set = 'The build has the tag extra, without which this file is left out.'
const left = 'The build leaves this file out, because it does not have the tag extra.'

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'declares the same as another file',
    { 'main.go': main, 'a.go': shown, 'b.go': tagged(shown) },
    [`${left} (b.go:1)`],
  ],
  [
    'declares what no file uses',
    { 'main.go': 'package main\n\nfunc main() { show := 1; _ = show }\n', 'b.go': tagged(shown) },
    [`${left} (b.go:1)`],
  ],
  [
    'stands for another without the tag',
    { 'main.go': main, 'a.go': tagged(shown), 'b.go': tagged(shown, '!extra') },
    [`${left} (a.go:1)`],
  ],
  [
    'declares what another file uses',
    { 'main.go': main, 'b.go': tagged(shown) },
    ['extra', `${set} (b.go:1)`],
  ],
  [
    'declares a type that a parameter has',
    {
      'main.go': 'package main\n\nfunc main() {}\n\nfunc take(one Kind) {}\n',
      'b.go': tagged('package main\n\ntype Kind int\n'),
    },
    ['extra', `${set} (b.go:1)`],
  ],
  [
    'declares what another package uses',
    {
      'main.go': 'package main\n\nimport "example.com/m/a"\n\nfunc main() { a.Show() }\n',
      'a/a.go': 'package a\n',
      'a/b.go': tagged('package a\n\nfunc Show() {}\n'),
    },
    ['extra', `${set} (a/b.go:1)`],
  ],
  [
    'is the only one',
    { 'main.go': tagged('package main\n\nfunc main() {}\n') },
    ['extra', `${set} (main.go:1)`],
  ],
  [
    'is built by the own Dockerfile',
    {
      Dockerfile:
        'FROM golang\nRUN CGO_ENABLED=0 go build -trimpath \\\n  -tags "extra,more" -o /app .\n',
      'main.go': main,
      'a.go': tagged(shown),
      'b.go': tagged(shown, '!extra'),
    },
    ['extra', `${set} (a.go:1)`],
  ],
  [
    'only one of several builds has',
    {
      Makefile: "all:\n\tgo build -a -tags '$(TAGS)' -o app\nlambda:\n\tgo build -tags lambda .\n",
      'main.go': main,
      'a.go': shown,
      'b.go': tagged(shown, 'lambda'),
    },
    [left.replace('extra', 'lambda').concat(' (b.go:1)')],
  ],
  [
    'the Dockerfile has, whatever the Makefile does',
    {
      Makefile: 'all:\n\tgo build .\n',
      Dockerfile: 'FROM golang\nRUN go build -tags extra -o /app .\n',
      'main.go': main,
      'a.go': tagged(shown),
    },
    ['extra', `${set} (a.go:1)`],
  ],
  [
    'is built for another main, another system, or a test',
    {
      Makefile: [
        'all:',
        '\tgo build -tags extra ./cmd/other',
        '\tGOOS=windows go build -tags extra .',
        '\tgo build -tags extra -buildmode=c-archive .',
        '\tgo test -tags extra .',
      ].join('\n'),
      'main.go': main,
      'a.go': shown,
      'b.go': tagged(shown),
    },
    [`${left} (b.go:1)`],
  ],
  [
    'a script for tests has, where a Makefile does not',
    {
      Makefile: 'all:\n\tgo build .\n',
      'smoke-test.sh': 'go build -tags extra .\n',
      'main.go': main,
      'a.go': shown,
      'b.go': tagged(shown),
    },
    [`${left} (b.go:1)`],
  ],
])('a file with a tag that %s', async (_, files, expected) => {
  expect(await tagsIn(files)).toEqual(expected)
})

describe('a tag that another command is built with', () => {
  const store = {
    'store/a.go': tagged('package store\n\nfunc Open() {}\n'),
    'store/b.go': tagged('package store\n', '!extra'),
  }
  const using = 'package main\n\nimport "example.com/m/store"\n\nfunc main() { _ = store.Name }\n'
  const tagsOfMains = async (files: Readonly<Record<string, string>>) =>
    Object.fromEntries((await factsIn(files)).mains.map(({ path, tags }) => [path, tags]))

  test('is that of one that imports the same files, too', async () => {
    const files = {
      Makefile: 'all:\n\tgo build -tags extra ./server\n',
      'server/main.go': using,
      'init/main.go': using,
      'keygen/main.go': 'package main\n\nfunc main() {}\n',
      ...store,
    }
    expect(await tagsOfMains(files)).toEqual({ server: ['extra'], init: ['extra'], keygen: [] })
  })

  test('is not that of one where others disagree', async () => {
    const files = {
      Makefile: 'all:\n\tgo build -tags extra ./server\n\tgo build ./other\n',
      'server/main.go': using,
      'other/main.go': using,
      'init/main.go': using,
      ...store,
    }
    expect(await tagsOfMains(files)).toEqual({ server: ['extra'], other: [], init: [] })
  })

  test('is not that of one that is built without it', async () => {
    const files = {
      Makefile: 'all:\n\tgo build -tags extra ./server\n\tgo build ./init\n',
      'server/main.go': using,
      'init/main.go': using,
      ...store,
    }
    expect(await tagsOfMains(files)).toEqual({ server: ['extra'], init: [] })
  })
})
