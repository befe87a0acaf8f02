import { startsProgram } from '../audited.ts'
import { commandsOfLineage, compiledFor } from '../dockerfile/capabilities.ts'
import { settingOf } from '../dockerfile/go-commands.ts'
import { lineage } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const go = (build: string, last = 'FROM scratch', platform = '--platform=$BUILDPLATFORM ') =>
  `FROM ${platform}golang:1.27 AS build\nCOPY . .\n${build}\n${last}\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`

export const G51: Rule = {
  id: 'G51',
  name: 'wrong-architecture',
  severity: 'error',
  reason:
    'A builder on the architecture of the machine compiles for that one, whatever the image says: the arm64 image then has an amd64 binary.',
  source:
    'https://docs.docker.com/build/building/multi-platform/#cross-compilation; tried with BuildKit, whose checks say nothing',
  fix: 'Add ARG TARGETOS TARGETARCH, and compile with GOOS=$TARGETOS GOARCH=$TARGETARCH.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals } of dockerfiles) {
      for (const final of finals.filter(startsProgram)) {
        for (const command of compiledFor(file, final)) {
          const root = lineage(command.stage).find(({ platform }) =>
            /\$\{?BUILDPLATFORM\b/.test(platform ?? ''),
          )
          if (root === undefined || lineage(final).includes(root)) continue
          // A last stage on the same platform is meant to be run here alone.
          if (/BUILDPLATFORM/.test(lineage(final).at(-1)?.platform ?? '')) continue
          const earlier = commandsOfLineage(file, command.stage)
          if (command.words[0] === 'xx-go' || settingOf(command, 'GOARCH', earlier) !== undefined)
            continue
          if (
            earlier.some(({ words }) => words.some((word) => /^xx-|GOARCH|goxx/.test(word))) ||
            /GOARCH/.test(command.run.text)
          )
            continue
          // A tool that runs while building.
          if (command.words.some((word) => word.includes('@'))) continue
          yield {
            path,
            line: root.line,
            message: `the builder has the architecture of the machine, but \`go ${command.verb}\` in line ${command.line} has no GOARCH`,
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'no GOARCH',
      files: { Dockerfile: go('RUN CGO_ENABLED=0 go build -o /app .') },
      at: ['Dockerfile:1'],
    },
  ],
  passing: [
    {
      title: 'with GOARCH',
      files: {
        Dockerfile: go('ARG TARGETARCH\nRUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /app .'),
      },
    },
    {
      title: 'by ENV',
      files: {
        Dockerfile: go(
          'ARG TARGETARCH\nENV GOARCH=$TARGETARCH\nRUN CGO_ENABLED=0 go build -o /app .',
        ),
      },
    },
    { title: 'by xx', files: { Dockerfile: go('RUN CGO_ENABLED=0 xx-go build -o /app .') } },
    {
      title: 'no platform',
      files: { Dockerfile: go('RUN CGO_ENABLED=0 go build -o /app .', 'FROM scratch', '') },
    },
    {
      title: 'a last stage on the same platform',
      files: {
        Dockerfile: go(
          'RUN CGO_ENABLED=0 go build -o /app .',
          'FROM --platform=$BUILDPLATFORM alpine:3.24',
        ),
      },
    },
  ],
}
