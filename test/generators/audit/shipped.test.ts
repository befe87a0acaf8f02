import { describe, expect, test } from 'vitest'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import { isFlagGiven, shippedMains } from '../../../generators/audit/shipped.ts'
import { factsOf, mainOf } from '../../support/facts.ts'

/** Returns the mains that the last stage of a Dockerfile ships, by their folders. */
function shipped(
  dockerfile: string,
  mains: readonly string[] = ['cmd/api', 'cmd/migrate'],
  path = 'Dockerfile',
): readonly string[] {
  const files = {
    'go.mod': 'module example.com/shop\n',
    'main.go': '',
    'cmd/api/main.go': '',
    'cmd/migrate/main.go': '',
    'java/Main.java': '',
    'start.sh': '',
    [path]: dockerfile,
  }
  const facts = new Map([['.', factsOf(mains.map((main) => mainOf(main)))]])
  const [audited] = auditedOf(repositoryOf(files), { asOf: '2026-11-28', facts }).dockerfiles
  const stage = audited?.file.stages.at(-1)
  if (audited === undefined || stage === undefined) throw new Error('no Dockerfile')
  return shippedMains(audited, stage).map(({ path }) => path)
}

const build = (run: string, last: string) =>
  `FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\n${run}\nFROM alpine:3.24\n${last}\n`

describe('an image ships the main', () => {
  test.each<
    [claim: string, dockerfile: string, mains: readonly string[], expected: string, path?: string]
  >([
    [
      'that it compiles, of several',
      build(
        'RUN go build -o /app ./cmd/api',
        'COPY --from=build /app /usr/bin/it\nENTRYPOINT ["it"]',
      ),
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that it starts, of several that it compiles',
      build(
        'RUN go build -o /api ./cmd/api && go build -o /migrate ./cmd/migrate',
        'COPY --from=build /api /migrate /\nCMD ["/api"]',
      ),
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that it starts, where all are compiled',
      build(
        'RUN go install ./...',
        'COPY --from=build /go/bin/ /usr/bin/\nENTRYPOINT ["migrate", "up"]',
      ),
      ['cmd/api', 'cmd/migrate'],
      'cmd/migrate',
    ],
    [
      'at the top, of several',
      build('RUN go build -o /app .', 'COPY --from=build /app /\nCMD ["/app"]'),
      ['.', 'cmd/migrate'],
      '.',
    ],
    [
      'in the folder of WORKDIR',
      build('WORKDIR /src/cmd/api\nRUN go build -o /app', 'COPY --from=build /app /\nCMD ["/app"]'),
      ['.', 'cmd/api'],
      'cmd/api',
    ],
    [
      'in the folder of cd',
      build('RUN cd cmd/api && go build -o /app .', 'COPY --from=build /app /\nCMD ["/app"]'),
      ['.', 'cmd/api'],
      'cmd/api',
    ],
    [
      'whose file it compiles',
      build('RUN go build -o /app cmd/api/main.go', 'COPY --from=build /app /\nCMD ["/app"]'),
      ['.', 'cmd/api'],
      'cmd/api',
    ],
    [
      'by its import path',
      build(
        'RUN go build -o /app example.com/shop/cmd/api',
        'COPY --from=build /app /\nCMD ["/app"]',
      ),
      ['.', 'cmd/api'],
      'cmd/api',
    ],
    [
      'through a stage that has the source',
      'FROM golang:1.27 AS source\nWORKDIR /src\nCOPY . .\nFROM golang:1.27 AS build\nCOPY --from=source /src /other\nWORKDIR /other\nRUN go build -o /app ./cmd/api\nFROM scratch\nCOPY --from=build /app /\nCMD ["/app"]\n',
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that a mounted source has',
      'FROM golang:1.27 AS build\nWORKDIR /src\nRUN --mount=target=. go build -o /app ./cmd/api\nFROM scratch\nCOPY --from=build /app /\nCMD ["/app"]\n',
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that make compiles, if there is one',
      build('RUN make build', 'COPY --from=build /src/bin/it /\nCMD ["/it"]'),
      ['cmd/api'],
      'cmd/api',
    ],
    [
      'that make compiles, by its name',
      build('RUN make build', 'COPY --from=build /src/bin/ /\nCMD ["/api"]'),
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that it runs from the source',
      'FROM golang:1.27\nWORKDIR /src\nCOPY . .\nCMD ["go", "run", "./cmd/api"]\n',
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that is compiled outside',
      'FROM scratch\nCOPY api-linux-amd64 /api\nENTRYPOINT ["/api"]\n',
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'that is compiled outside, for a platform',
      'FROM scratch\nARG TARGETPLATFORM\nCOPY dist/$TARGETPLATFORM/api /\nENTRYPOINT ["/api"]\n',
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
    ],
    [
      'where the context can only be guessed',
      build('RUN go build -o /app ./cmd/api', 'COPY --from=build /app /\nCMD ["/app"]'),
      ['cmd/api', 'cmd/migrate'],
      'cmd/api',
      'docker/dev/Dockerfile',
    ],
  ])('%s', (_, dockerfile, mains, expected, path) => {
    expect(shipped(dockerfile, mains, path)).toEqual([expected])
  })
})

describe('an image ships no main', () => {
  test.each<[claim: string, dockerfile: string]>([
    ['if it runs Java', 'FROM eclipse-temurin:21\nCOPY java /java\nCMD ["java", "Main"]\n'],
    ['if it runs nginx', 'FROM nginx:1.29\nCOPY . /usr/share/nginx/html\nCMD ["nginx"]\n'],
    ['of another name', 'FROM scratch\nCOPY otelcol /otelcol\nENTRYPOINT ["/otelcol"]\n'],
    [
      'if its source is cloned',
      'FROM golang:1.27 AS build\nRUN git clone https://github.com/a/b /src\nWORKDIR /src\nRUN go build -o /api ./cmd/api\nFROM scratch\nCOPY --from=build /api /\nCOPY start.sh /\nENTRYPOINT ["/api"]\n',
    ],
    [
      'if it only compiles a tool',
      'FROM golang:1.27 AS build\nCOPY . .\nRUN go install example.com/x/cmd/api@v1.2.3\nFROM nginx:1.29\nCOPY --from=build /go/bin/api /\nCMD ["nginx"]\n',
    ],
    [
      'if nothing tells which of several',
      build('RUN make', 'COPY --from=build /src/bin/it /\nCMD ["/it"]'),
    ],
  ])('%s', (_, dockerfile) => {
    expect(shipped(dockerfile)).toEqual([])
  })
})

test.each([
  ['-addr', true],
  ['--addr', true],
  ['--addr=:8080', true],
  ['-addr-file', false],
  ['addr', false],
  ['---addr', false],
])('a flag is given by its whole name: %s', (word, expected) => {
  expect(isFlagGiven('addr', ['/app', word])).toBe(expected)
})
