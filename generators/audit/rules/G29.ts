import { baseOf, hasProgram } from '../dockerfile/capabilities.ts'
import { commandsOf } from '../dockerfile/shell.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** The programs that a check is made with, and that an image may lack. */
const tools: ReadonlySet<string> = new Set([
  'curl',
  'wget',
  'nc',
  'bash',
  'sh',
  'grpc_health_probe',
  'grpcurl',
  'jq',
])

export const G29: Rule = {
  id: 'G29',
  name: 'health-check-tool-missing',
  severity: 'error',
  reason:
    'A health check whose program is not in the image fails each time, and the container is never healthy.',
  source: 'https://github.com/GoogleContainerTools/distroless/issues/183',
  fix: 'Let the program check itself, such as HEALTHCHECK CMD ["/app", "healthcheck"].',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const stage of file.stages) {
        for (const { keyword, text, line } of stage.instructions) {
          const [, command] = /^cmd\s+(.*)$/is.exec(text) ?? []
          if (keyword !== 'HEALTHCHECK' || command === undefined) continue
          const isExec = command.startsWith('[')
          const words = isExec
            ? [...command.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word)
            : []
          const scripts = isExec
            ? /(?:^|\/)(?:ba|a)?sh$/.test(words[0] ?? '') && words[1] === '-c'
              ? [words[2] ?? '']
              : []
            : [command]
          const programs = [
            ...words.slice(0, 1),
            ...scripts.flatMap((script) =>
              commandsOf([{ text: script, line }]).map((each) => each.words[0] ?? ''),
            ),
          ].map((word) => word.split('/').at(-1) ?? '')
          const missing = programs.find(
            (name) => tools.has(name) && hasProgram(file, stage, name) === false,
          )
          if (missing === undefined) continue
          yield {
            path,
            line,
            message: `${baseOf(stage).name} has no ${missing}, so the health check always fails`,
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'curl on Alpine',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nHEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'wget on distroless',
      files: {
        Dockerfile:
          'FROM gcr.io/distroless/static-debian13:nonroot\nHEALTHCHECK --interval=5s CMD ["wget", "-q", "localhost"]\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:2'],
    },
  ],
  passing: [
    {
      title: 'wget on Alpine',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nHEALTHCHECK CMD wget -q http://localhost:8080/\nCMD ["/app"]\n',
      },
    },
    {
      title: 'curl, installed',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nRUN apk add --no-cache curl\nHEALTHCHECK CMD curl -f localhost\nCMD ["/app"]\n',
      },
    },
    {
      title: 'copied',
      files: {
        Dockerfile:
          'FROM scratch\nCOPY --from=curl /usr/bin/curl /usr/bin/curl\nHEALTHCHECK CMD ["curl", "localhost"]\nCMD ["/app"]\n',
      },
    },
    {
      title: 'the program itself',
      files: {
        Dockerfile: 'FROM scratch\nHEALTHCHECK CMD ["/app", "healthcheck"]\nCMD ["/app"]\n',
      },
    },
    {
      title: 'an unknown base',
      files: {
        Dockerfile: 'FROM example.com/base:1\nHEALTHCHECK CMD curl localhost\nCMD ["/app"]\n',
      },
    },
  ],
}
