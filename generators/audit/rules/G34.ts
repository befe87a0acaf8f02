import { portName } from '../../dockerize/transport.ts'
import { stageBehind } from '../compose/behind.ts'
import { servicesIn } from '../compose/services.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import { instructionsOf } from '../dockerfile/stages.ts'
import { environmentOf, evaluated } from '../dockerfile/variables.ts'
import { exampleMain } from '../example-main.ts'
import { arePortsSure } from '../listening.ts'
import { isSet, publishedElsewhere } from '../published-ports.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import {
  isFlagGiven,
  programStages,
  programWords,
  shippedMains,
  startingWords,
} from '../shipped.ts'

const files = (last: string) => ({
  'go.mod': 'module a\n',
  Dockerfile: `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\n${last}ENTRYPOINT ["/app"]\n`,
})
const port = {
  port: 8000,
  protocol: 'http',
  env: { name: 'PORT', form: 'port' },
  source: 'main.go:57',
} as const
const facts = { '.': { mains: [exampleMain({ ports: [port] })] } }

export const G34: Rule = {
  id: 'G34',
  name: 'another-port',
  severity: 'warning',
  reason: 'EXPOSE tells people and tools which port to publish; on another one nobody answers.',
  source: 'https://docs.docker.com/reference/dockerfile/#expose',
  fix: 'Expose the port on which the program listens.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    yield* publishedElsewhere(audited)
    for (const dockerfile of audited.dockerfiles) {
      const { path, file, facts } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const mains = shippedMains(dockerfile, stage)
        const ports = mains.flatMap((main) => main.ports)
        // Of UDP, less is known: its ports are no reason for a finding.
        const first = ports.find(({ protocol }) => protocol !== 'udp')
        const words = programWords(stage)
        if (mains.some((main) => !arePortsSure(facts, main, words))) continue
        const image = environmentOf(file, stage)
        const services = servicesIn(audited)
          .map(({ service }) => service)
          .filter((service) => stageBehind(audited, service)?.stage === stage)
        // A port that the image or a service sets, by a flag or a variable.
        const isElsewhere = ports.some(
          (port) =>
            (port.env !== undefined && image.has(port.env.name)) ||
            (port.flag !== undefined && isFlagGiven(port.flag.name, words)) ||
            services.some((service) => isSet(port, service, image, startingWords(service, stage))),
        )
        if (first === undefined || isElsewhere || mains.length !== 1) continue
        // A program may have other configuration files elsewhere.
        const isUnsure = dockerfile.isForDevelopment || !/\.go:\d+$/.test(first.source)
        const exposed = instructionsOf(stage).filter(
          ({ instruction }) => instruction.keyword === 'EXPOSE',
        )
        const numbers = exposed.map((one) => evaluated(file, one))
        if (numbers.some((text) => text === undefined || text.includes('-'))) continue
        const all = numbers.flatMap((text) => text?.toLowerCase().match(/\d+(?:\/\w+)?/g) ?? [])
        const names = all.map((name) => name.replace('/tcp', ''))
        const own = names.filter((name) => !name.endsWith('/udp'))
        if (names.length === 0 && baseOf(stage).kind !== 'unknown') {
          yield {
            path,
            line: stage.line,
            message: `the program listens on ${first.port} (${first.source}), and nothing is exposed`,
            severity: 'info',
          }
        } else if (own.length > 0 && !ports.some((port) => names.includes(portName(port)))) {
          yield {
            path,
            line: exposed[0]?.instruction.line ?? stage.line,
            message: `the program listens on ${first.port} (${first.source}), not on ${own.join(', ')}`,
            ...(isUnsure ? { severity: 'info' as const } : {}),
          }
        }
      }
    }
  },
}

const compose = (lines: string) => ({
  ...files('EXPOSE 9092\n'),
  'compose.yaml': `services:\n  a:\n    build: .\n    ${lines}\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'another port', files: files('EXPOSE 8080\n'), facts, at: ['Dockerfile:6'] },
    {
      title: 'another port, where Compose sets something else',
      files: compose('environment: [HOST=a]'),
      facts,
      at: ['Dockerfile:6'],
    },
    {
      title: 'another port than in a configuration file',
      files: files('EXPOSE 8080\n'),
      facts: { '.': { mains: [exampleMain({ ports: [{ ...port, source: 'app.yaml:2' }] })] } },
      at: ['Dockerfile:6'],
      severity: 'info',
    },
    {
      title: 'the number of a port of UDP',
      files: files('EXPOSE 53\n'),
      facts: {
        '.': { mains: [exampleMain({ ports: [port, { ...port, port: 53, protocol: 'udp' }] })] },
      },
      at: ['Dockerfile:6'],
    },
    { title: 'none', files: files(''), facts, at: ['Dockerfile:3'], severity: 'info' },
  ],
  passing: [
    ...['environment: [PORT=9092]', 'environment:\n      PORT: "9092"', 'env_file: a.env'].map(
      (lines) => ({ title: `a port that Compose sets: ${lines}`, files: compose(lines), facts }),
    ),
    { title: 'the same port', files: files('EXPOSE 8000/tcp\n'), facts },
    { title: 'one of several', files: files('EXPOSE 9000 8000\n'), facts },
    { title: 'only a port of UDP', files: files('EXPOSE 514/udp\n'), facts },
    {
      title: 'a program for UDP alone',
      files: files('EXPOSE 8080\n'),
      facts: {
        '.': { mains: [exampleMain({ ports: [{ ...port, port: 53, protocol: 'udp' }] })] },
      },
    },
    {
      title: 'the right port of UDP beside another one',
      files: files('EXPOSE 53/udp 9153\n'),
      facts: {
        '.': { mains: [exampleMain({ ports: [port, { ...port, port: 53, protocol: 'udp' }] })] },
      },
    },
    { title: 'a port that ENV sets', files: files('ENV PORT=8080\nEXPOSE 8080\n'), facts },
    {
      title: 'the port of another sub-command',
      files: files('EXPOSE 8080\nCMD ["serve"]\n'),
      facts: { '.': { mains: [exampleMain({ ports: [port], arguments: ['login'] })] } },
    },
    {
      title: 'a default that an option may change',
      files: files('EXPOSE 8080\n'),
      facts: {
        '.': {
          mains: [exampleMain({ ports: [port] })],
          unknown: [
            {
              about: 'port',
              what: 'The port has no default: the variable HTTP_PORT sets it.',
              source: 'config/config.go:27',
            },
          ],
        },
      },
    },
    {
      title: 'no server',
      files: files('EXPOSE 8080\n'),
      facts: { '.': { mains: [exampleMain({})] } },
    },
  ],
}
