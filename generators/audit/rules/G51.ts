import { posix } from 'node:path'
import { startsProgram } from '../audited.ts'
import { commandsOfLineage, compiledFor, copiedInto } from '../dockerfile/capabilities.ts'
import { commandsIn, type GoCommand, goFlag, settingOf } from '../dockerfile/go-commands.ts'
import type { Dockerfile, Stage } from '../dockerfile/model.ts'
import { absolute, lineage, workingFolder } from '../dockerfile/stages.ts'
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
          if (earlier.some(({ words }) => words.some((word) => /^xx-|GOARCH|goxx/.test(word))))
            continue
          const others = commandsIn(file, command.stage).filter(({ sets }) => sets.has('GOARCH'))
          // It is mentioned in a way that can't be read.
          if (/GOARCH/.test(command.run.text) && others.every(({ run }) => run !== command.run))
            continue
          // Where others have it, one without may be a tool that runs while building.
          if (others.length > 0 && !isShipped(file, command, final)) continue
          // A tool that runs while building.
          if (command.words.some((word) => word.includes('@'))) continue
          yield {
            path,
            line: root.line,
            message: `the builder has the architecture of the machine, but \`go ${command.verb}\` on line ${command.line} has no GOARCH`,
          }
        }
      }
    }
  },
}

/** Returns whether an image gets the binary of a command, and nothing runs it before. */
function isShipped(file: Dockerfile, command: GoCommand, final: Stage): boolean {
  const folder = workingFolder(file, command.stage, command.at)
  const output = absolute(goFlag(command, 'o') ?? '', folder)
  if (output === undefined || output === folder) return false
  const name = posix.basename(output)
  const isRun = commandsIn(file, command.stage).some(
    ({ words: [program = ''] }) => posix.basename(program) === name,
  )
  return (
    !isRun &&
    copiedInto(file, final).some(
      ({ from, sources }) =>
        from !== undefined &&
        sources.some((source) => {
          const path = absolute(source, '/')
          return path === output || (path !== '/' && output.startsWith(`${path}/`))
        }),
    )
  )
}

export const examples: Examples = {
  failing: [
    {
      title: 'no GOARCH',
      files: { Dockerfile: go('RUN CGO_ENABLED=0 go build -o /app .') },
      at: ['Dockerfile:1'],
    },
    {
      title: 'only one of two programs has it',
      files: {
        Dockerfile: go(
          'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -o /app . && go build -o /migrate ./migrate',
          'FROM scratch\nCOPY --from=build /migrate /migrate',
        ),
      },
      at: ['Dockerfile:1'],
    },
  ],
  passing: [
    {
      title: 'a tool that runs while building',
      files: {
        Dockerfile: go(
          'ARG TARGETARCH\nRUN go build -o /gen ./gen && /gen && GOARCH=$TARGETARCH go build -o /app .',
        ),
      },
    },
    {
      title: 'for all that follows',
      files: {
        Dockerfile: go('ARG TARGETARCH\nRUN export GOARCH=$TARGETARCH && go build -o /app .'),
      },
    },
    {
      title: 'in a way that can not be read',
      files: {
        Dockerfile: go('RUN eval "$(goenv GOARCH)" && go build -o /app .'),
      },
    },
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
