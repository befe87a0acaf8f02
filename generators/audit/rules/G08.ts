import { startsProgram } from '../audited.ts'
import { baseOf, cgoOf, compiledFor, installs } from '../dockerfile/capabilities.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const go = (image: string, run: string, last: string) =>
  `FROM ${image} AS build\nCOPY . .\n${run}\nFROM ${last}\nCOPY --from=build /app /app\nUSER 65532\nENTRYPOINT ["/app"]\n`

export const G08: Rule = {
  id: 'G08',
  name: 'libc-mismatch',
  severity: 'error',
  reason:
    'A binary that is linked with glibc does not start on musl, nor the other way round: "not found".',
  source: 'https://wiki.alpinelinux.org/wiki/Running_glibc_programs',
  fix: 'Compile with CGO_ENABLED=0, or on the distribution of the last stage.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals, facts } of dockerfiles) {
      for (const final of finals.filter(startsProgram)) {
        const to = baseOf(final)
        if (to.libc !== 'glibc' && to.libc !== 'musl') continue
        if (installs(file, final, ['gcompat', 'libc6-compat', 'musl', 'glibc'])) continue
        for (const command of compiledFor(file, final)) {
          const from = baseOf(command.stage)
          if (from.libc === undefined || from.libc === 'none' || from.libc === to.libc) continue
          const { cgo, isSaid } = cgoOf(file, command)
          if (cgo !== 'on') continue
          const isPlain =
            !isSaid &&
            facts !== undefined &&
            !facts.cgo &&
            facts.mains.every(
              ({ ports, tls, services }) => ports.length + tls.length + services.length === 0,
            )
          const message = `the binary is linked with ${from.libc}, and ${to.name} has ${to.libc}`
          yield {
            path,
            line: command.line,
            message,
            ...(isPlain ? { severity: 'info' as const } : {}),
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'Debian to Alpine',
      files: { Dockerfile: go('golang:1.27', 'RUN go build -o /app .', 'alpine:3.24') },
      at: ['Dockerfile:3'],
    },
    {
      title: 'Alpine to Debian',
      files: {
        Dockerfile: go(
          'golang:1.27-alpine',
          'RUN apk add gcc musl-dev\nRUN CGO_ENABLED=1 go build -o /app .',
          'debian:13-slim',
        ),
      },
      at: ['Dockerfile:4'],
    },
  ],
  passing: [
    {
      title: 'musl to musl',
      files: {
        Dockerfile: go(
          'golang:1.27-alpine',
          'RUN apk add build-base\nRUN go build -o /app .',
          'alpine:3.24',
        ),
      },
    },
    {
      title: 'without C',
      files: {
        Dockerfile: go('golang:1.27', 'RUN CGO_ENABLED=0 go build -o /app .', 'alpine:3.24'),
      },
    },
    {
      title: 'Debian to distroless',
      files: {
        Dockerfile: go('golang:1.27', 'RUN go build -o /app .', 'gcr.io/distroless/cc-debian13'),
      },
    },
    {
      title: 'with a layer for glibc',
      files: {
        Dockerfile: go(
          'golang:1.27',
          'RUN go build -o /app .',
          'alpine:3.24\nRUN apk add --no-cache gcompat',
        ),
      },
    },
  ],
}
