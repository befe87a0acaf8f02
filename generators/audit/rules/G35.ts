import { isLoopback } from '../../dockerize/loopback.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { environmentOf } from '../dockerfile/variables.ts'
import { exampleMain } from '../example-main.ts'
import { arePortsSure } from '../listening.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { isFlagGiven, programStages, programWords, shippedMains } from '../shipped.ts'

const files = (command: string) => ({
  'go.mod': 'module example.com/a\n',
  Dockerfile: `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\n${command}\n`,
})
const port = {
  port: 8080,
  protocol: 'http',
  host: 'localhost',
  flag: { name: 'http', form: 'address' },
  env: { name: 'ADDR', form: 'address' },
  source: 'main.go:22',
} as const
const facts = { '.': { mains: [exampleMain({ ports: [port] })] } }

export const G35: Rule = {
  id: 'G35',
  name: 'loopback-only',
  severity: 'error',
  reason:
    'A program that listens on localhost can be reached from its own container alone, not by a published port.',
  source: 'https://docs.docker.com/engine/network/; tried: connection refused',
  fix: 'Listen on all interfaces, such as :8080.',
  overlaps: [],
  *check({ dockerfiles, projects }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, facts } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const [program] = ['ENTRYPOINT', 'CMD'].flatMap((keyword) => lastOf(stage, keyword) ?? [])
        const words = programWords(stage)
        const services = projects
          .flatMap((project) => [...project.services.values()])
          .filter(({ build }) => build?.dockerfile === path)
        for (const main of shippedMains(dockerfile, stage)) {
          const { ports } = main
          // A second port on localhost, for metrics or debugging, is on purpose.
          const first = ports.find(({ protocol }) => protocol !== 'udp')
          if (
            first === undefined ||
            !ports.every(({ host }) => isLoopback(host)) ||
            program === undefined ||
            !arePortsSure(facts, main, words)
          )
            continue
          const image = environmentOf(file, stage)
          const isSet = ports.some(
            ({ flag, hostFlag, env, hostEnv }) =>
              [flag?.name, hostFlag].some(
                (name) => name !== undefined && isFlagGiven(name, words),
              ) || [env?.name, hostEnv].some((name) => name !== undefined && image.has(name)),
          )
          const mayBeSet = services.some(
            ({ node }) =>
              node.value instanceof Map &&
              (node.value.has('command') ||
                node.value.has('environment') ||
                node.value.has('env_file')),
          )
          if (isSet) continue
          const message = `the program listens on ${first.host}:${first.port} (${first.source}), which no published port reaches`
          yield {
            path,
            line: program.instruction.line,
            message,
            ...(mayBeSet ? { severity: 'info' as const } : {}),
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'localhost by default',
      files: files('ENTRYPOINT ["/app"]'),
      facts,
      at: ['Dockerfile:6'],
    },
  ],
  passing: [
    { title: 'a script that may set it', files: files('ENTRYPOINT ["/entrypoint.sh"]'), facts },
    {
      title: 'a variable changes the host alone',
      files: files('ENV HOST=0.0.0.0\nENTRYPOINT ["/app"]'),
      facts: { '.': { mains: [exampleMain({ ports: [{ ...port, hostEnv: 'HOST' }] })] } },
    },
    {
      title: 'a flag changes the host alone',
      files: files('ENTRYPOINT ["/app", "--host=0.0.0.0"]'),
      facts: { '.': { mains: [exampleMain({ ports: [{ ...port, hostFlag: 'host' }] })] } },
    },
    { title: 'a flag changes it', files: files('ENTRYPOINT ["/app", "-http=:8080"]'), facts },
    { title: 'a variable changes it', files: files('ENV ADDR=:8080\nENTRYPOINT ["/app"]'), facts },
    {
      title: 'another program than that of the module',
      files: {
        'go.mod': 'module example.com/a\n',
        Dockerfile: 'FROM eclipse-temurin:21\nCOPY . /src\nUSER 1\nCMD ["java", "Main"]\n',
      },
      facts,
    },
    {
      title: 'only another sub-command',
      files: files('ENTRYPOINT ["/app"]\nCMD ["serve"]'),
      facts: { '.': { mains: [exampleMain({ ports: [port], arguments: ['login'] })] } },
    },
    {
      title: 'an address of another listener that is not known',
      files: files('ENTRYPOINT ["/app"]'),
      facts: {
        '.': {
          mains: [exampleMain({ ports: [port] })],
          unknown: [
            {
              about: 'port',
              what: 'It is not known which address the program listens on.',
              source: 'serve.go:7',
            },
          ],
        },
      },
    },
    {
      title: 'a port of UDP for which the program is',
      files: files('ENTRYPOINT ["/app"]'),
      facts: {
        '.': {
          mains: [
            exampleMain({ ports: [port, { port: 53, protocol: 'udp', source: 'main.go:9' }] }),
          ],
        },
      },
    },
    {
      title: 'a port of UDP alone',
      files: files('ENTRYPOINT ["/app"]'),
      facts: { '.': { mains: [exampleMain({ ports: [{ ...port, protocol: 'udp' }] })] } },
    },
    {
      title: 'all interfaces',
      files: files('ENTRYPOINT ["/app"]'),
      facts: {
        '.': {
          mains: [exampleMain({ ports: [{ port: 8080, protocol: 'http', source: 'main.go:2' }] })],
        },
      },
    },
  ],
}
