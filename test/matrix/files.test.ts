import { format } from '@wasm-fmt/gofmt'
import { DockerfileParser } from 'dockerfile-ast'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { combinations } from '../../generators/questions/combinations.ts'
import { options } from '../../generators/questions/options.ts'
import { identities, titleOf, treeOf } from '../../testing/matrix.ts'
import { textOf, textsOf } from '../../testing/text.ts'

const matrix = combinations(options).flatMap((combination) =>
  identities.map((identity) => ({
    title: `${titleOf(combination)} as ${identity.module.slice(0, 30)}`,
    name: identity.name,
    tree: treeOf({ ...combination, ...identity }),
  })),
)

describe.each(matrix)('$title', ({ name, tree }) => {
  const files = textsOf(tree)

  test('leaves nothing unrendered', () => {
    for (const [path, text] of files) {
      expect(path).not.toMatch(/\.hbs$|[{}]/)
      // Only GitHub's own expressions may look like a template tag.
      expect(text.replaceAll('${{', ''), path).not.toContain('{{')
      expect(text, path).not.toMatch(/\bundefined\b|\[object Object\]/)
    }
  })

  test('ends every file with one newline, without carriage returns, trailing blanks or a byte order mark', () => {
    for (const [path, text] of files) {
      expect(text, path).toMatch(/[^\n]\n$/)
      expect(text, path).not.toMatch(/\r|^\uFEFF/)
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
    expect(tree.size).toBeLessThan(50)
  })

  test('contains only valid YAML and JSON', () => {
    const yaml = files.filter(([path]) => /\.ya?ml$/.test(path))
    expect(yaml.length).toBeGreaterThanOrEqual(2)
    for (const [path, text] of yaml) {
      for (const document of parseAllDocuments(text, { merge: true })) {
        expect(document.errors, path).toEqual([])
        expect(document.warnings, path).toEqual([])
      }
    }
    for (const [path, text] of files.filter(([path]) => path.endsWith('.json'))) {
      expect(() => JSON.parse(text), path).not.toThrow()
    }
  })

  test('gives Compose the name as a string, whatever it looks like', () => {
    expect(parse(textOf(tree, 'docker-compose.yml')).name).toBe(name)
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
