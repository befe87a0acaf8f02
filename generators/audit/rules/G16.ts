import { cgoOf } from '../dockerfile/capabilities.ts'
import { goCommandsIn, goFlag } from '../dockerfile/go-commands.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G16: Rule = {
  id: 'G16',
  name: 'race-without-cgo',
  severity: 'error',
  reason: 'The race detector needs cgo and a C compiler: "-race requires cgo".',
  source: 'https://go.dev/doc/articles/race_detector#Requirements',
  fix: 'Test on golang:1.27-trixie, which has a C compiler, with CGO_ENABLED=1.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const command of file.stages.flatMap((stage) => goCommandsIn(file, stage))) {
        if (goFlag(command, 'race') === undefined || command.words.includes('-race=false')) continue
        const { cgo, isSaid } = cgoOf(file, command)
        if (cgo !== 'off') continue
        yield {
          path,
          line: command.line,
          message: isSaid
            ? '-race requires cgo, and CGO_ENABLED is 0'
            : '-race requires a C compiler, and the image has none',
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'Alpine',
      files: { Dockerfile: 'FROM golang:1.27-alpine\nRUN go test -race ./...\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'CGO_ENABLED=0',
      files: {
        Dockerfile:
          'FROM golang:1.27\nENV CGO_ENABLED=0\nRUN go vet ./... && \\\n  go test -race ./...\n',
      },
      at: ['Dockerfile:4'],
    },
  ],
  passing: [
    { title: 'Debian', files: { Dockerfile: 'FROM golang:1.27\nRUN go test -race ./...\n' } },
    {
      title: 'Alpine with gcc',
      files: {
        Dockerfile:
          'FROM golang:1.27-alpine\nRUN apk add --no-cache gcc musl-dev\nRUN go test -race ./...\n',
      },
    },
  ],
}
