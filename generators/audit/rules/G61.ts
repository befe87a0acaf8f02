import { startsProgram } from '../audited.ts'
import { goCommandsIn } from '../dockerfile/go-commands.ts'
import { neededBy } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G61: Rule = {
  id: 'G61',
  name: 'tidy-in-the-build',
  severity: 'warning',
  reason:
    'A build that changes go.mod compiles other versions than those that were tested and committed.',
  source: 'https://go.dev/ref/mod#go-mod-tidy',
  fix: 'Run go mod tidy before you commit, and go mod download in the build.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals } of dockerfiles) {
      // A stage that only exports files may be there to tidy.
      const shipped = new Set(
        finals.filter(startsProgram).flatMap((final) => [...neededBy(file, final)]),
      )
      for (const stage of shipped) {
        const commands = goCommandsIn(file, stage)
        // A module that the build makes itself has to be completed there.
        if (commands.some(({ verb }) => verb === 'mod init')) continue
        for (const { verb, line, words } of commands) {
          if (verb === 'mod tidy' && !words.includes('-diff'))
            yield { path, line, message: '`go mod tidy` may change the versions in go.mod' }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'before the build',
      files: {
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod tidy && go build\nCMD ["app"]\n',
      },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'download',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod download\nCMD ["app"]\n' },
    },
    {
      title: 'a test that it is tidy',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod tidy -diff\nCMD ["app"]\n' },
    },
  ],
}
