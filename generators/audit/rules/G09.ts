import { posix } from 'node:path'
import { startsProgram } from '../audited.ts'
import { baseOf, compiledFor } from '../dockerfile/capabilities.ts'
import { compiles } from '../dockerfile/go-commands.ts'
import type { Dockerfile, Stage } from '../dockerfile/model.ts'
import { copiesIn, lineage, neededBy, stageNamed } from '../dockerfile/stages.ts'
import { assignmentsOf } from '../dockerfile/variables.ts'
import { madeGoCommandsIn } from '../makefile.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const arch = /(?<![a-z\d])(amd64|x86_64|arm64|aarch64)(?![a-z\d])/gi

/** Returns the downloads of programs for one architecture that a final stage needs. */
function downloadsFor(file: Dockerfile, final: Stage) {
  const names = (text: string) =>
    new Set([...text.matchAll(arch)].map(([name]) => (/86|amd/i.test(name) ? 'amd64' : 'arm64')))
  // Who names another one, too, chooses.
  const known = names(file.source.join('\n'))
  const [only] = known
  if (known.size !== 1 || only === undefined) return []
  const stages = [...neededBy(file, final)]
  const copied = stages.flatMap((stage) =>
    copiesIn(file, stage).flatMap(({ from, sources }) => {
      const source = stageNamed(file, from)
      return source === undefined
        ? []
        : sources.map((path) => ({ source, name: posix.basename(path) }))
    }),
  )
  return stages.flatMap((stage) =>
    stage.instructions.flatMap(({ keyword, text, line, lines }) => {
      const isDownload = keyword === 'ADD' || (keyword === 'RUN' && /\b(?:curl|wget)\b/.test(text))
      const at = lines.find((each) => /https?:\/\//.test(each.text) && names(each.text).size > 0)
      const isChosen = /TARGETARCH|TARGETPLATFORM|uname|print-architecture/.test(text)
      if (!isDownload || at === undefined || isChosen) return []
      const isShipped =
        lineage(final).includes(stage) ||
        copied.some(
          ({ source, name }) => source === stage && name.length > 2 && text.includes(name),
        )
      return [{ line: keyword === 'ADD' ? line : at.line, arch: only, isShipped }]
    }),
  )
}

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
  *check({ dockerfiles, repository }): Iterable<Found> {
    const isSetByMake = [...repository.texts].some(
      ([path, text]) => /makefile$|\.mk$/i.test(path) && /^(?:export )?\s*GOARCH\b/m.test(text),
    )
    for (const dockerfile of dockerfiles) {
      const { path, file, finals } = dockerfile
      for (const final of finals.filter(startsProgram)) {
        // A platform that is fixed on purpose.
        if (
          baseOf(final).windows ||
          lineage(final).some(({ platform }) => platform !== undefined && !platform.includes('$'))
        )
          continue
        // What a Makefile says itself may be a default of its own.
        const made = [...neededBy(file, final)]
          .flatMap((stage) => madeGoCommandsIn(dockerfile, stage, repository))
          .filter((one) => compiles(one) && !one.sets.has('GOARCH') && !/GOARCH/.test(one.run.text))
        const commands = [...compiledFor(file, final), ...(isSetByMake ? [] : made)]
        const places = commands.flatMap(({ sets, line, stage }) => {
          const own = sets.get('GOARCH')
          if (own !== undefined) return [{ value: own, line }]
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
        if (/amd64|arm64|x86/.test(path)) continue
        for (const { line, arch, isShipped } of downloadsFor(file, final)) {
          yield {
            path,
            line,
            message: `this download is always for ${arch}, whatever the platform of the image is`,
            remedy: 'Add ARG TARGETARCH to the stage, and name it in the address.',
            ...(isShipped ? {} : { severity: 'info' as const }),
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
    {
      title: 'a download',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS build\nADD https://example.com/migrate.linux-amd64.tar.gz /tmp\nFROM alpine:3.24\nCOPY --from=build /tmp/migrate /\nCMD ["/migrate"]\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a download that only the build needs',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS build\nRUN apt-get update && \\\n  curl -L https://example.com/protoc-linux-x86_64.zip -o /tmp/p.zip\nFROM alpine:3.24\nCOPY --from=build /app /\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
    {
      title: 'as ENV, before make',
      files: {
        Dockerfile: go('ENV GOARCH=amd64\nRUN make'),
        Makefile: 'build:\n\tgo build -o /app .\n',
      },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'chosen by a condition',
      files: {
        Dockerfile: go(
          'ARG ARCH=amd64\nRUN if [ "$ARCH" = amd64 ]; then export GOARCH=amd64; fi && if [ "$ARCH" = arm64v8 ]; then export GOARCH=arm64; fi && go build -o /app .',
        ),
      },
    },
    {
      title: 'as ENV, which make replaces',
      files: {
        Dockerfile: go('ENV GOARCH=amd64\nRUN make'),
        Makefile: 'GOARCH := $(shell go env GOHOSTARCH)\nbuild:\n\tgo build -o /app .\n',
      },
    },
    {
      title: 'a download for each',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nARG TARGETARCH\nRUN case $TARGETARCH in arm64) a=arm64;; *) a=amd64;; esac; wget https://example.com/a-$a\nCMD ["/a"]\n',
      },
    },
    {
      title: 'a download in a Dockerfile for one platform',
      files: {
        'Dockerfile.amd64':
          'FROM alpine:3.24\nRUN wget https://example.com/a-linux-amd64\nCMD ["/a"]\n',
      },
    },
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
