import { posix } from 'node:path'
import { commandsIn } from '../dockerfile/go-commands.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const lint = (tag: string, flags = '') =>
  `FROM golangci/golangci-lint:${tag}\nCOPY . .\nRUN golangci-lint run ${flags}\n`

export const G14: Rule = {
  id: 'G14',
  name: 'linter-configuration-version',
  severity: 'error',
  reason:
    'Version 2 of golangci-lint refuses the configuration of version 1, and version 1 that of version 2.',
  source: 'https://golangci-lint.run/docs/product/migration-guide/',
  fix: 'Run golangci-lint migrate, and use version 2.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const { path, file, module } of dockerfiles) {
      for (const stage of file.stages) {
        const image = parseImage(stage.image ?? '')
        const major = /(?:^|\/)golangci-lint$/.test(image.short)
          ? /^v?(\d)\./.exec(image.tag ?? '')?.[1]
          : undefined
        const folder = module?.folder ?? '.'
        const name = ['.golangci.yml', '.golangci.yaml']
          .map((each) => posix.join(folder, each))
          .find((each) => repository.texts.has(each))
        const text = repository.texts.get(name ?? '')
        const wanted = text === undefined ? undefined : /^version:\s*["']?2/m.test(text) ? '2' : '1'
        if (major !== undefined && wanted !== undefined && major !== wanted) {
          yield {
            path,
            line: stage.line,
            message: `golangci-lint ${image.tag} refuses ${name}, which is of version ${wanted}`,
          }
        }
        for (const { words, line } of commandsIn(file, stage)) {
          if (!/(?:^|\/)golangci-lint$/.test(words[0] ?? '')) continue
          if (words.some((word) => /^--deadline(?:=|$)/.test(word)))
            yield {
              path,
              line,
              message: '--deadline was removed in golangci-lint 1.57',
              remedy: 'Use --timeout.',
            }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'an old configuration',
      files: { Dockerfile: lint('v2.13.0'), '.golangci.yml': 'linters:\n  enable: [gosec]\n' },
      at: ['Dockerfile:1'],
    },
    {
      title: 'an old linter',
      files: { Dockerfile: lint('v1.64.8'), '.golangci.yml': 'version: "2"\n' },
      at: ['Dockerfile:1'],
    },
    {
      title: '--deadline',
      files: { Dockerfile: lint('latest', '--deadline 5m') },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'the same version',
      files: { Dockerfile: lint('v2.13.0', '--timeout 5m'), '.golangci.yml': 'version: "2"\n' },
    },
    { title: 'no configuration', files: { Dockerfile: lint('v2.13.0') } },
  ],
}
