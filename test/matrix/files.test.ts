import { format } from '@wasm-fmt/gofmt'
import { DockerfileParser } from 'dockerfile-ast'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { matrix, renderTree, treeProblems } from '../../testing/index.ts'
import { identities } from '../support/matrix.ts'

const repositories = await Promise.all(
  matrix().flatMap(({ title, answers }) =>
    identities.map(async (identity) => ({
      title: `${title} as ${identity.module.slice(0, 30)}`,
      name: identity.name,
      tree: await renderTree({ answers: { ...answers, ...identity } }),
    })),
  ),
)

describe.each(repositories)('$title', ({ name, tree }) => {
  const files = tree.paths().map((path) => [path, tree.read(path)] as const)

  test('has none of the problems that any tree can have', () => {
    expect(treeProblems(tree)).toEqual([])
  })

  test('leaves nothing unrendered', () => {
    for (const [path, text] of files) {
      expect(path).not.toMatch(/[{}]/)
      expect(text, path).not.toMatch(/\bundefined\b|\[object Object\]/)
    }
  })

  test('ends every file with one newline, without trailing blanks or a byte order mark', () => {
    for (const [path, text] of files) {
      expect(text, path).toMatch(/[^\n]\n$/)
      expect(text, path).not.toMatch(/^\uFEFF/)
      expect(text, path).not.toMatch(/[ \t]\n/)
    }
  })

  test('has no gap in place of a condition: never two blank lines, none at either end', () => {
    for (const [path, text] of files) {
      expect(text, path).not.toMatch(/\n\n\n|^\n/)
    }
  })

  test('contains only gofmt-clean Go', () => {
    const go = files.filter(([path]) => path.endsWith('.go'))
    expect(go.length).toBeGreaterThan(10)
    for (const [path, text] of go) expect(format(text), path).toBe(text)
  })

  test('has at most 1,000 lines of Go outside tests, and fewer than 50 files', () => {
    const go = files.filter(([path]) => /(?<!_test)\.go$/.test(path))
    const lines = go.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0)
    expect(lines).toBeGreaterThan(500)
    expect(lines).toBeLessThanOrEqual(1_000)
    expect(files.length).toBeLessThan(50)
  })

  test('contains YAML and JSON, which treeProblems parses', () => {
    const paths = tree.paths()
    expect(paths.filter((path) => /\.ya?ml$/.test(path)).length).toBeGreaterThanOrEqual(2)
    expect(paths.filter((path) => path.endsWith('.json')).length).toBeGreaterThanOrEqual(2)
  })

  test('gives Compose the name as a string, whatever it looks like', () => {
    expect(parse(tree.read('docker-compose.yml')).name).toBe(name)
  })

  test('contains only valid Dockerfiles', () => {
    const known = new Set(
      'ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN STOPSIGNAL USER WORKDIR'.split(
        ' ',
      ),
    )
    const dockerfiles = files.filter(([path]) => /(^|\/|\.)dockerfile$/i.test(path))
    expect(dockerfiles.map(([path]) => path)).toEqual([
      'Dockerfile',
      'prebuilt.dockerfile',
      'testing.dockerfile',
    ])
    for (const [path, text] of dockerfiles) {
      const instructions = DockerfileParser.parse(text).getInstructions()
      expect(instructions.length).toBeGreaterThan(3)
      for (const instruction of instructions) {
        expect(known, `${path}: ${instruction.toString()}`).toContain(instruction.getKeyword())
      }
    }
  })
})
