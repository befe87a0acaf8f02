import { startsProgram } from '../audited.ts'
import { baseOf, compiledFor } from '../dockerfile/capabilities.ts'
import { lineage } from '../dockerfile/stages.ts'
import { assignmentsOf } from '../dockerfile/variables.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const go = (build: string, platform = '') =>
  `FROM golang:1.27 AS build\nCOPY . .\n${build}\nFROM ${platform}scratch\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`

export const G09: Rule = {
  id: 'G09',
  name: 'fixed-architecture',
  severity: 'warning',
  reason:
    'A binary for amd64 does not run in the arm64 image that the same Dockerfile makes on a Mac.',
  source: 'https://docs.docker.com/build/building/multi-platform/#cross-compilation',
  fix: 'Add ARG TARGETARCH to the stage, and compile with GOARCH=$TARGETARCH.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals } of dockerfiles) {
      for (const final of finals.filter(startsProgram)) {
        // A platform that is fixed on purpose.
        if (
          baseOf(final).windows ||
          lineage(final).some(({ platform }) => platform !== undefined && !platform.includes('$'))
        )
          continue
        const commands = compiledFor(file, final)
        const places = commands.flatMap(({ sets, line, stage, run }) => {
          const own = sets.get('GOARCH')
          if (own !== undefined) return [{ value: own, line: run.line === line ? line : line }]
          return lineage(stage)
            .flatMap(({ instructions }) => instructions)
            .filter(({ keyword }) => keyword === 'ENV')
            .flatMap((instruction) =>
              assignmentsOf(instruction).map(({ name, value }) => ({
                name,
                value,
                line: instruction.line,
              })),
            )
            .filter(({ name }) => name === 'GOARCH')
            .map(({ value = '', line }) => ({ value, line }))
        })
        // Several architectures in one image are on purpose too.
        if (new Set(places.map(({ value }) => value)).size > 1) continue
        for (const { value, line } of places) {
          if (!/^(?:amd64|arm64|arm|386)$/.test(value)) continue
          yield {
            path,
            line,
            message: `GOARCH is always ${value}, whatever the platform of the image is`,
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'in the command',
      files: { Dockerfile: go('RUN CGO_ENABLED=0 GOARCH=amd64 go build -o /app .') },
      at: ['Dockerfile:3'],
    },
    {
      title: 'in ENV',
      files: { Dockerfile: go('ENV CGO_ENABLED=0 GOARCH=amd64\nRUN go build -o /app .') },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'the platform of the image',
      files: {
        Dockerfile: go('ARG TARGETARCH\nRUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /app .'),
      },
    },
    {
      title: 'an argument',
      files: { Dockerfile: go('ARG GOARCH=amd64\nRUN CGO_ENABLED=0 go build -o /app .') },
    },
    {
      title: 'an image for one platform',
      files: {
        Dockerfile: go(
          'RUN CGO_ENABLED=0 GOARCH=amd64 go build -o /app .',
          '--platform=linux/amd64 ',
        ),
      },
    },
  ],
}
