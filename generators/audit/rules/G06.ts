import { startsProgram } from '../audited.ts'
import { baseOf, cgoOf, compiledFor, hasFiles } from '../dockerfile/capabilities.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const go = (run: string, last: string, image = 'golang:1.27') =>
  `FROM ${image} AS build\nWORKDIR /src\nCOPY . .\n${run}\nFROM ${last}\nCOPY --from=build /app /app\nUSER 65532\nENTRYPOINT ["/app"]\n`

export const G06: Rule = {
  id: 'G06',
  name: 'cgo-on-static-base',
  severity: 'error',
  reason:
    'A binary that is linked with a C library does not start where there is none: "no such file or directory".',
  source:
    'https://github.com/GoogleContainerTools/distroless/tree/main/base; tried with Go 1.26 on scratch',
  fix: 'Compile with CGO_ENABLED=0.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals, facts } of dockerfiles) {
      for (const final of finals.filter(startsProgram)) {
        const base = baseOf(final)
        if (
          base.libc !== 'none' ||
          hasFiles(file, final, /(?:^|\/)lib(?:32|64)?(?:\/|$)|ld-linux|ld-musl/, [])
        )
          continue
        for (const command of compiledFor(file, final)) {
          const { cgo, isSaid } = cgoOf(file, command)
          if (cgo !== 'on') continue
          // Without network, users and C packages, Go links a static binary anyway.
          const isPlain =
            facts !== undefined &&
            !facts.cgo &&
            facts.mains.every(
              ({ ports, tls, services }) => ports.length + tls.length + services.length === 0,
            )
          yield {
            path,
            line: command.line,
            message: isSaid
              ? `the binary is compiled with C, and ${base.name} has no C library`
              : `CGO_ENABLED is not 0 and the build image has a C compiler, but ${base.name} has no C library`,
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
      title: 'the default on Debian',
      files: { Dockerfile: go('RUN go build -o /app .', 'scratch') },
      at: ['Dockerfile:4'],
    },
    {
      title: 'cgo on purpose',
      files: {
        Dockerfile: go(
          'RUN apk add gcc musl-dev\nRUN CGO_ENABLED=1 go build -o /app .',
          'gcr.io/distroless/static-debian13',
          'golang:1.27-alpine',
        ),
      },
      at: ['Dockerfile:5'],
    },
  ],
  passing: [
    {
      title: 'CGO_ENABLED=0',
      files: { Dockerfile: go('RUN CGO_ENABLED=0 go build -o /app .', 'scratch') },
    },
    {
      title: 'by ENV',
      files: { Dockerfile: go('ENV CGO_ENABLED=0\nRUN go build -o /app .', 'scratch') },
    },
    {
      title: 'by export',
      files: { Dockerfile: go('RUN export CGO_ENABLED=0 && go build -o /app .', 'scratch') },
    },
    {
      title: 'by go env -w',
      files: { Dockerfile: go('RUN go env -w CGO_ENABLED=0\nRUN go build -o /app .', 'scratch') },
    },
    {
      title: 'Alpine without a compiler',
      files: { Dockerfile: go('RUN go build -o /app .', 'scratch', 'golang:1.27-alpine') },
    },
    {
      title: 'linked statically',
      files: {
        Dockerfile: go(
          'RUN apk add build-base\nRUN go build -ldflags "-linkmode external -extldflags \'-static\'" -o /app .',
          'scratch',
          'golang:1.27-alpine',
        ),
      },
    },
    {
      title: 'a base with a C library',
      files: { Dockerfile: go('RUN go build -o /app .', 'gcr.io/distroless/base-debian13') },
    },
    { title: 'made by make', files: { Dockerfile: go('RUN make build', 'scratch') } },
  ],
}
