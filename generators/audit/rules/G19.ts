import { type AuditedDockerfile, startsProgram } from '../audited.ts'
import { baseImage } from '../base-images.ts'
import { at } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { isForDevelopment } from '../development-names.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { lineage, neededBy } from '../dockerfile/stages.ts'
import { type EndOfLife, factsDate } from '../end-of-life.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** How long after the end of life it is only a warning, in days: time to plan the change. */
const grace = 180

/** Returns whether what a stage's image has is shipped, and not only used while building. */
function isShipped({ file, finals, isForDevelopment }: AuditedDockerfile, stage: Stage): boolean {
  const shipped = isForDevelopment
    ? []
    : finals.filter((final) => startsProgram(final) || baseOf(final).service)
  return (
    shipped.some((final) => lineage(final).includes(stage)) ||
    // The standard library of Go is compiled into the binary.
    (baseOf(stage).kind === 'go' &&
      shipped.some((final) =>
        [...neededBy(file, final)].some((needed) => lineage(needed).includes(stage)),
      ))
  )
}

/** Returns what to say of an image that has ended: for what is shipped it is worse than for tools. */
function ended(end: EndOfLife, asOf: string, ships: boolean) {
  const days = (Date.parse(asOf) - Date.parse(end.day)) / 86_400_000
  return {
    message: `${end.what} has had no support since ${end.day}${end.isOlder ? ' or earlier' : ''}`,
    severity: ships && days > grace ? ('error' as const) : ('warning' as const),
    remedy: `Use ${end.next}.`,
  }
}

export const G19: Rule = {
  id: 'G19',
  name: 'end-of-life',
  severity: 'error',
  reason: 'After its end of life, an image gets no fixes for known vulnerabilities.',
  source: `https://endoflife.date, as of ${factsDate}`,
  fix: 'Use a supported version.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const { dockerfiles, asOf } = audited
    for (const dockerfile of dockerfiles) {
      for (const stage of dockerfile.file.stages.filter(({ base }) => base === undefined)) {
        const { end } = baseOf(stage)
        if (end === undefined || end.day >= asOf) continue
        const { path } = dockerfile
        yield { path, line: stage.line, ...ended(end, asOf, isShipped(dockerfile, stage)) }
      }
    }
    for (const { service } of servicesIn(audited)) {
      const image = at(service.node, 'image')
      // Beside `build`, it is the name of what is built.
      if (image === undefined || service.build !== undefined) continue
      const { end } = baseImage(service.image)
      if (end === undefined || end.day >= asOf) continue
      const { file: path, line } = image
      yield { path, line, ...ended(end, asOf, !isForDevelopment(path)) }
    }
  },
}

const compose = (image: string, more = '') => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n${more}`,
})

export const examples: Examples = {
  failing: [
    {
      title: 'an old Alpine',
      files: { Dockerfile: 'FROM alpine:3.15\nCMD ["/app"]\n' },
      at: ['Dockerfile:1'],
    },
    {
      title: 'an old Go compiles what is shipped',
      files: {
        Dockerfile:
          'FROM golang:1.18-alpine AS b\nRUN go build -o /a\nFROM alpine:3.24\nCOPY --from=b /a /\nCMD ["/a"]\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'the end was a few weeks ago',
      files: { Dockerfile: 'FROM gcr.io/distroless/static-debian12:nonroot\nCMD ["/a"]\n' },
      at: ['Dockerfile:1'],
      severity: 'warning',
    },
    {
      title: 'only used while building',
      files: { Dockerfile: 'FROM alpine:3.15 AS tools\nFROM alpine:3.24\nCMD ["/a"]\n' },
      at: ['Dockerfile:1'],
      severity: 'warning',
    },
    {
      title: 'an image for one architecture',
      files: { Dockerfile: 'ARG ARCH=arm64v8\nFROM $ARCH/alpine:3.15\nCMD ["/app"]\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a search engine',
      files: compose('docker.elastic.co/elasticsearch/elasticsearch:7.15.0'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'a database',
      files: compose('postgres:12-alpine'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'the newest of an old major version',
      files: compose('docker.io/library/mongo:4'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'a version before all that are known',
      files: compose('redis:3.2'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'an extension of PostgreSQL',
      files: compose('timescale/timescaledb:2.14.2-pg13'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'a default that has ended',
      files: compose(`mysql:\${MYSQL:-5.7}`),
      at: ['compose.yaml:3'],
    },
    {
      title: 'a database whose end was a few days ago',
      files: compose('postgres:14.5'),
      at: ['compose.yaml:3'],
      severity: 'warning',
    },
    {
      title: 'a database for tests',
      files: { 'compose.test.yaml': 'services:\n  db:\n    image: mariadb:10.3\n' },
      at: ['compose.test.yaml:3'],
      severity: 'warning',
    },
    {
      title: 'a Dockerfile that changes a database',
      files: { Dockerfile: 'FROM mysql:5.7\nCOPY my.cnf /etc/mysql/conf.d/\n', 'my.cnf': '' },
      at: ['Dockerfile:1'],
    },
  ],
  passing: [
    ...[
      'postgres:16',
      'mysql:8',
      'mysql:26.7.0',
      'mariadb:10',
      'redis:6-alpine',
      'redis:8.12',
      'mongo:latest',
      'rabbitmq:4-management',
      'nats:2',
      'nginx:1-alpine',
      'zookeeper:3',
      'elasticsearch:9.2.0',
      'pgvector/pgvector:0.8.0-pg17',
      'registry.example.com/postgres:9.6',
    ].map((image) => ({ title: image, files: compose(image) })),
    { title: 'a version by a variable', files: compose('postgres:$VERSION') },
    {
      title: 'the name of what is built',
      files: { ...compose('mysql:5.7', '    build: .\n'), Dockerfile: 'FROM mysql:8.4\n' },
    },
    {
      title: 'supported versions',
      files: {
        Dockerfile:
          'FROM golang:1.26-alpine3.23 AS b\nFROM gcr.io/distroless/static-debian13\nCMD ["/a"]\n',
      },
    },
    { title: 'no version', files: { Dockerfile: 'FROM alpine\nCMD ["/a"]\n' } },
    {
      title: 'an image that is not known',
      files: { Dockerfile: 'FROM registry.example.com/base:1.18\nCMD ["/a"]\n' },
    },
  ],
}
