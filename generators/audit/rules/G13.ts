import { baseOf } from '../dockerfile/capabilities.ts'
import { commandsIn } from '../dockerfile/go-commands.ts'
import { compareGo } from '../go-modules.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** The Go version → the first golangci-lint that its team built with it, from the project's change log. */
const firstWith: readonly (readonly [go: string, linter: string])[] = [
  ['1.22', '1.56.0'],
  ['1.23', '1.60.0'],
  ['1.24', '1.64.0'],
  ['1.25', '2.4.0'],
  ['1.26', '2.9.0'],
  ['1.27', '2.13.0'],
]

const files = (image: string) => ({
  'go.mod': 'module example.com/a\ngo 1.26\n',
  Dockerfile: `FROM ${image} AS lint\nCOPY . .\nRUN golangci-lint run\n`,
})

export const G13: Rule = {
  id: 'G13',
  name: 'linter-version-skew',
  severity: 'error',
  reason:
    'The linter refuses a module that asks for a newer Go than the one that it was built with.',
  source: 'https://github.com/golangci/golangci-lint/issues/5032',
  fix: 'Use a newer golangci-lint.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, module } of dockerfiles) {
      const go = module?.go?.split('.').slice(0, 2).join('.')
      const [, needed] =
        firstWith.findLast(([version]) => go !== undefined && compareGo(version, go) <= 0) ?? []
      if (go === undefined || needed === undefined) continue
      const tell = (line: number, version: string): readonly Found[] =>
        compareGo(version, needed) < 0
          ? [
              {
                path,
                line,
                message: `golangci-lint ${version} was built with an older Go than ${go}, which go.mod asks for`,
                remedy: `Use golangci-lint ${needed} or newer.`,
              },
            ]
          : []
      for (const stage of file.stages) {
        const { short, tag = '' } = parseImage(stage.image ?? '')
        const version = /^v?(\d+\.\d+(?:\.\d+)?)/.exec(tag)?.[1]
        if (/(?:^|\/)golangci-lint$/.test(short) && version !== undefined)
          yield* tell(stage.line, version)
        if (baseOf(stage).windows) continue
        for (const { line, words, run } of commandsIn(file, stage)) {
          // The script installs a binary that was built by its team; `go install` builds with this Go.
          const installed = /golangci-lint.*install\.sh|install\.goreleaser\.com.*golangci/.test(
            run.text,
          )
          const own = installed ? words.find((word) => /^v\d+\.\d+\.\d+$/.test(word)) : undefined
          if (own !== undefined && /^(?:sh|bash)$/.test(words[0] ?? ''))
            yield* tell(line, own.slice(1))
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'an old image',
      files: files('golangci/golangci-lint:v2.1.0-alpine'),
      at: ['Dockerfile:1'],
    },
    {
      title: 'an old binary by the script',
      files: {
        'go.mod': 'module a\ngo 1.26\n',
        Dockerfile:
          'FROM golang:1.26\nRUN curl -sSfL https://raw.githubusercontent.com/golangci/golangci-lint/HEAD/install.sh | sh -s -- -b /bin v1.31.0\n',
      },
      at: ['Dockerfile:2'],
    },
  ],
  passing: [
    { title: 'a new one', files: files('golangci/golangci-lint:v2.13.1') },
    { title: 'the newest', files: files('golangci/golangci-lint:latest') },
  ],
}
