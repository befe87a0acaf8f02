import { describe, expect, test } from 'vitest'
import { variablesOf } from '../../generators/layers/compile.ts'
import { variableNames } from '../../generators/layers/context.ts'
import { readLayerFiles } from '../../generators/layers/files.ts'
import { templateSuffix } from '../../generators/layers/packed.ts'
import { versions } from '../../generators/layers/versions.ts'
import { options } from '../../generators/questions/options.ts'
import type { Combination } from '../../generators/questions/table.ts'
import { cells, goCells } from '../support/matrix.ts'
import { textOf, textsOf } from '../support/text.ts'

/** A value of any option. */
type AnyValue = Combination<typeof options>[keyof typeof options]

/** Text that reveals a value; net/http has nothing that the other framework may not use. */
const words: Readonly<Record<Exclude<AnyValue, 'net/http'>, RegExp>> = {
  echo: /labstack|\becho\.|echo\/v5/i,
  redis: /redis|valkey/i,
  postgres: /postgres|pgx|\bpg_|init\.sql/i,
  scratch: /(?<!from )\bscratch\b/i,
  alpine: /alpine/i,
  distroless: /distroless/i,
}

test('there are twelve combinations, all with different titles and trees', () => {
  expect(new Set(cells.map(({ title }) => title))).toHaveLength(cells.length)
  expect(cells).toHaveLength(12)
  const trees = cells.map(({ tree }) => JSON.stringify(textsOf(tree)))
  expect(new Set(trees)).toHaveLength(12)
})

describe.each(cells)('$title', ({ tree, answers }) => {
  // Files that explain the choice may name the alternatives.
  const explains = new Set(['README.md'])
  const values = new Set(Object.values(answers).flat())
  const others = Object.entries(words).filter(([value]) => !values.has(value))

  test.each(others)('contains no line for what was not chosen: %s', (_, word) => {
    for (const [path, text] of textsOf(tree)) {
      if (explains.has(path)) continue
      const lines = text.split('\n').filter((line) => word.test(line) && !toolImage(line))
      expect(lines, path).toEqual([])
    }
  })

  test('names one Go version in go.mod, every builder, the tests and CI', () => {
    const goMod = /^go (\d+\.\d+)\.\d+$/m.exec(textOf(tree, 'go.mod'))?.[1]
    const builders = textsOf(tree)
      .filter(([path]) => /dockerfile$/i.test(path))
      .flatMap(([, text]) => [...text.matchAll(/golang:(\d+\.\d+)|GO_VERSION=(\d+\.\d+)/g)])
      .map((match) => match[1] ?? match[2])
    expect(builders.length).toBeGreaterThanOrEqual(2)
    expect(new Set(builders)).toEqual(new Set([versions.goVersion]))
    // The oldest supported release is the one before the builder's.
    const minor = (version: string | undefined) => Number(version?.split('.')[1])
    expect(minor(goMod)).toBe(minor(versions.goVersion) - 1)
  })
})

test('Go files depend only on the options that go.mod depends on', () => {
  const goFiles = ({ tree }: (typeof cells)[number]) =>
    textsOf(tree).filter(([path]) => /\.go$|^go\.(mod|sum)$/.test(path))
  const kinds = new Set(cells.map((cell) => JSON.stringify(goFiles(cell))))
  expect(kinds.size).toBe(goCells.length)
  expect(goCells.flatMap(goFiles).length).toBeGreaterThan(80)
})

test('every key of the context is used by some template', () => {
  const used = new Set(
    [...readLayerFiles('templates')]
      .filter(([path]) => path.endsWith(templateSuffix))
      .flatMap(([path, { bytes }]) => variablesOf(path, bytes.toString()))
      .map(({ variable }) => variable),
  )
  expect([...variableNames(options)].filter((key) => !used.has(key))).toEqual([])
})

test('the record names every other file and the answers', () => {
  for (const { tree } of cells) {
    const { files, answers } = JSON.parse(textOf(tree, 'go-docker.lock.json'))
    expect([...Object.keys(files), 'go-docker.json', 'go-docker.lock.json'].sort()).toEqual([
      ...tree.keys(),
    ])
    expect(JSON.parse(textOf(tree, 'go-docker.json')).answers).toEqual(answers)
  }
})

/** Returns whether a line names the image of a tool, whose tag is not the service's base image. */
function toolImage(line: string): boolean {
  return /golang:|golang-|AS rootfs$|ALPINE_VERSION|postgres:\S+-alpine|redis:\S+-alpine/.test(line)
}
