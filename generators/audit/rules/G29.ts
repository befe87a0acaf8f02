import type { Audited } from '../audited.ts'
import { baseImage } from '../base-images.ts'
import { stageBehind } from '../compose/behind.ts'
import { at, itemsOf, textOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { type Member, servicesIn } from '../compose/services.ts'
import { baseOf, hasProgram } from '../dockerfile/capabilities.ts'
import { checkOf, missingOf } from '../health-check.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G29: Rule = {
  id: 'G29',
  name: 'health-check-tool-missing',
  severity: 'error',
  reason:
    'A health check whose program is not in the image fails each time, and the container is never healthy.',
  source: 'https://github.com/GoogleContainerTools/distroless/issues/183',
  fix: 'Let the program check itself, such as HEALTHCHECK CMD ["/app", "healthcheck"].',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { path, file } of audited.dockerfiles) {
      for (const stage of file.stages) {
        for (const { keyword, text, line } of stage.instructions) {
          const [, command] = /^cmd\s+(.*)$/is.exec(text) ?? []
          if (keyword !== 'HEALTHCHECK' || command === undefined) continue
          const check = command.startsWith('[')
            ? checkOf([...command.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word))
            : checkOf(['CMD-SHELL', command])
          const missing = missingOf(check, (name) =>
            // That the shell form has no shell is for another rule.
            name === 'sh' && !command.startsWith('[') ? undefined : hasProgram(file, stage, name),
          )
          if (missing === undefined) continue
          yield { path, line, message: messageFor(baseOf(stage).name, missing) }
        }
      }
    }
    for (const member of servicesIn(audited)) yield* missingIn(member, audited)
  },
}

/** Finds what a service's check needs, and the image that is built for it or that it names lacks. */
function* missingIn(member: Member, audited: Audited): Iterable<Found> {
  const { build, image, node } = member.service
  const test = at(node, 'healthcheck', 'test')
  const listed = itemsOf(test).map((item) => textOf(item) ?? '')
  const text = textOf(test)
  if (test === undefined || textOf(at(node, 'healthcheck', 'disable')) === 'true') return
  const behind = stageBehind(audited, member.service)
  const base = build === undefined ? baseImage(image) : behind && baseOf(behind.stage)
  const mounts = mountsOf(member)
  const has = (name: string) => {
    const isMounted = mounts.some(
      ({ target }) =>
        target === undefined || /\/s?bin$/.test(target) || target.endsWith(`/${name}`),
    )
    if (isMounted) return undefined
    return build === undefined
      ? base?.tools?.has(name)
      : behind && hasProgram(behind.dockerfile.file, behind.stage, name)
  }
  const missing = missingOf(checkOf(text === undefined ? listed : ['CMD-SHELL', text]), has)
  if (missing === undefined || base === undefined) return
  yield {
    path: test.file,
    line: test.line,
    message: messageFor(base.name, missing),
    ...(build === undefined
      ? { remedy: 'Use a program that the image has: pg_isready, redis-cli, or wget of Alpine.' }
      : {}),
  }
}

function messageFor(image: string, program: string): string {
  return `${image} has no ${program}, so the health check always fails`
}

const service = (lines: string) => `services:\n  a:\n    ${lines.replaceAll('\n', '\n    ')}\n`
const curl = 'healthcheck:\n  test: ["CMD", "curl", "-f", "http://localhost:8222/healthz"]'

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
    {
      title: 'curl by a shell, where neither is',
      files: {
        Dockerfile: 'FROM scratch\nHEALTHCHECK CMD curl localhost || exit 1\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'curl of Compose, on what it builds',
      files: {
        'compose.yaml': service(
          'build: .\nhealthcheck:\n  test: curl -f http://localhost:8080/ || exit 1',
        ),
        Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD ["/app"]\n',
      },
      at: ['compose.yaml:5'],
    },
    {
      title: 'curl of Compose, on NATS',
      files: { 'compose.yaml': service(`image: nats:2.14\n${curl}`) },
      at: ['compose.yaml:5'],
    },
    {
      title: 'a shell of Compose, on NATS',
      files: {
        'compose.yaml': service(
          'image: nats:2\nhealthcheck:\n  test: ["CMD-SHELL", "/nats-server --help || exit 1"]',
        ),
      },
      at: ['compose.yaml:5'],
    },
    {
      title: 'curl of Compose, on Redis',
      files: { 'compose.yaml': service(`image: redis:8\n${curl}`) },
      at: ['compose.yaml:5'],
    },
  ],
  passing: [
    {
      title: 'curl, or else wget',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nHEALTHCHECK CMD curl -f http://localhost/ || wget -q http://localhost/\nCMD ["/app"]\n',
      },
    },
    {
      title: 'Compose, with programs that the images have',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: redis:8\n    healthcheck:\n      test: redis-cli ping | grep PONG\n  b:\n    image: postgres:18-alpine\n    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -h localhost"]\n  c:\n    image: nats:2-alpine\n    healthcheck:\n      test: ["CMD", "wget", "-q", "http://localhost:8222/healthz"]\n',
      },
    },
    {
      title: 'Compose, with an image that is not known',
      files: { 'compose.yaml': service(`image: example.com/a:1\n${curl}`) },
    },
    {
      title: 'Compose, with another target that has it',
      files: {
        'compose.yaml': service(`build:\n  context: .\n  target: dev\n${curl}`),
        Dockerfile:
          'FROM alpine:3.24 AS dev\nRUN apk add --no-cache curl\nFROM alpine:3.24\nUSER 1\nCMD ["/app"]\n',
      },
    },
    {
      title: 'Compose, with curl as a volume',
      files: { 'compose.yaml': service(`image: nats:2\nvolumes: ["./curl:/bin/curl"]\n${curl}`) },
    },
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
