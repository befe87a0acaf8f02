import { at, entriesOf, textOf } from '../compose/located.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, shippedMains } from '../shipped.ts'

const dockerfile = (last = '') =>
  `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\n${last}ENTRYPOINT ["/app"]\n`
const facts = {
  '.': { mains: [exampleMain({ ports: [{ port: 8080, protocol: 'http', source: 'main.go:3' }] })] },
}
const compose =
  'services:\n  app:\n    build: .\n  proxy:\n    image: nginx:1.29\n    depends_on:\n      app:\n        condition: service_healthy\n'

export const G28: Rule = {
  id: 'G28',
  name: 'no-health-check',
  severity: 'warning',
  reason: 'Without a health check, Docker takes a program that hangs for one that works.',
  source: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  fix: 'Add a HEALTHCHECK in which the program checks itself.',
  overlaps: ['DL3057'],
  *check({ dockerfiles, projects }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path } = dockerfile
      for (const stage of programStages(dockerfile)) {
        if (lastOf(stage, 'HEALTHCHECK') !== undefined || baseOf(stage).kind === 'unknown') continue
        if (shippedMains(dockerfile, stage).every(({ ports }) => ports.length === 0)) continue
        const own = projects.flatMap(({ services }) =>
          [...services.values()]
            .filter(({ build }) => build?.dockerfile === path)
            .map((service) => ({ service, services })),
        )
        if (own.some(({ service }) => at(service.node, 'healthcheck') !== undefined)) continue
        const isAwaited = own.some(({ service, services }) =>
          [...services.values()].some(
            ({ node }) =>
              textOf(at(entriesOf(at(node, 'depends_on')).get(service.name), 'condition')) ===
              'service_healthy',
          ),
        )
        yield {
          path,
          line: stage.line,
          message: 'the image has no HEALTHCHECK',
          severity: isAwaited ? 'warning' : 'info',
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a server',
      files: { 'go.mod': 'module a\n', Dockerfile: dockerfile() },
      facts,
      at: ['Dockerfile:3'],
      severity: 'info',
    },
    {
      title: 'one that Compose waits for',
      files: { 'go.mod': 'module a\n', Dockerfile: dockerfile(), 'compose.yaml': compose },
      facts,
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'a check',
      files: {
        'go.mod': 'module a\n',
        Dockerfile: dockerfile('HEALTHCHECK CMD ["/app", "health"]\n'),
      },
      facts,
    },
    {
      title: 'NONE, on purpose',
      files: { 'go.mod': 'module a\n', Dockerfile: dockerfile('HEALTHCHECK NONE\n') },
      facts,
    },
    ...[
      '["go", "test", "./..."]',
      'go test ./...',
      '["sh", "-c", "go vet ./... && gotestsum"]',
    ].map((command) => ({
      title: `tests: ${command}`,
      files: { 'go.mod': 'module a\n', Dockerfile: `FROM golang:1.27\nCOPY . .\nCMD ${command}\n` },
      facts,
    })),
    {
      title: 'no server',
      files: { 'go.mod': 'module a\n', Dockerfile: dockerfile() },
      facts: { '.': { mains: [exampleMain({})] } },
    },
    {
      title: 'checked by Compose',
      files: {
        'go.mod': 'module a\n',
        Dockerfile: dockerfile(),
        'compose.yaml':
          'services:\n  app:\n    build: .\n    healthcheck:\n      test: ["CMD", "/app", "health"]\n',
      },
      facts,
    },
  ],
}
