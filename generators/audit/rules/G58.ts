import { databaseBehind } from '../compose/behind.ts'
import { at, settingsOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { usesOf } from '../compose/uses.ts'
import { isForDevelopment } from '../development-names.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** The databases that nobody runs as a cache. */
const lasting: ReadonlySet<string> = new Set(['PostgreSQL', 'MySQL', 'MariaDB', 'MongoDB'])

/** A path that is mounted for something else than data. */
const noData =
  /^\/(?:docker-entrypoint|etc|run|var\/run|var\/log|usr|tmp|logs?|backups?|scripts?)|\.\w+$/

/** Where PostgreSQL has its data if PGDATA tells no other place; /bitnami is that of Bitnami's image. */
const postgresData = /^\/(?:$|var(?:\/lib(?:\/postgresql(?:\/.*)?)?)?\/?$|bitnami|home\/postgres)/

export const G58: Rule = {
  id: 'G58',
  name: 'data-without-a-volume',
  severity: 'warning',
  reason: 'With its container, the data of the database is gone: docker compose down is enough.',
  source: 'https://docs.docker.com/engine/storage/volumes/#named-and-anonymous-volumes',
  fix: 'Mount a named volume where the image stores its data.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const member of servicesIn(audited)) {
      const { project, service } = member
      const database = databaseBehind(audited, service)
      if (database === undefined || !lasting.has(database.name) || project.partial) continue
      const { node } = service
      if (isForDevelopment(node.file) || at(node, 'tmpfs') !== undefined) continue
      if (at(node, 'volumes_from') !== undefined) continue
      const isElsewhere = settingsOf(at(node, 'environment')).has('PGDATA')
      const mounts = mountsOf(member)
      const isOfficial =
        database.name === 'PostgreSQL' &&
        /(?:^|\/)postgres$/.test(parseImage(service.image ?? '').short)
      const holdsData = (target: string) =>
        isOfficial ? postgresData.test(target) : !noData.test(target)
      const isKept = mounts.some(
        ({ kind, target }) =>
          kind !== 'anonymous' && (target === undefined || isElsewhere || holdsData(target)),
      )
      if (isKept) continue
      const anonymous = mounts.find(
        ({ kind, target }) => kind === 'anonymous' && !noData.test(target ?? ''),
      )
      const place = anonymous?.at ?? at(node, 'image') ?? at(node, 'build') ?? node
      yield {
        path: place.file,
        line: place.line,
        message:
          anonymous === undefined
            ? `${database.name} in ${service.name} has no volume`
            : `${database.name} in ${service.name} has a volume without a name`,
        ...(usesOf(project).used.has(service.name) ? {} : { severity: 'info' as const }),
      }
    }
  },
}

const files = (image: string, volumes = '', name = 'compose.yaml') => ({
  [name]: `services:\n  app:\n    build: .\n    depends_on: [db]\n  db:\n    image: ${image}\n${volumes}`,
})

export const examples: Examples = {
  failing: [
    { title: 'no volume', files: files('postgres:18'), at: ['compose.yaml:6'] },
    {
      title: 'scripts alone',
      files: files('mysql:9', '    volumes:\n      - ./a.sql:/docker-entrypoint-initdb.d/a.sql\n'),
      at: ['compose.yaml:6'],
    },
    {
      title: 'a volume where PostgreSQL has nothing',
      files: files('postgres:16', '    volumes: ["db:/var/lib/postgres"]\n'),
      at: ['compose.yaml:6'],
    },
    {
      title: 'the same, without a tag',
      files: files('postgres', '    volumes: ["db:/var/lib/postgres/data"]\n'),
      at: ['compose.yaml:6'],
    },
    ...[
      '["docker-entrypoint.sh", "mongod"]',
      'sh -c "chmod 400 /key && exec mongod --keyFile /key"',
    ].map((start) => ({
      title: `a server that is started with ${start}`,
      files: files(
        'mongo:8',
        `    ${start.startsWith('[') ? 'entrypoint' : 'command'}: ${start}\n`,
      ),
      at: ['compose.yaml:6'],
    })),
    {
      title: 'a volume without a name',
      files: files('postgres:16', '    volumes:\n      - /var/lib/postgresql/data\n'),
      at: ['compose.yaml:8'],
    },
    {
      title: 'one that no other service uses',
      files: { 'compose.yaml': 'services:\n  db:\n    image: postgres:18\n' },
      at: ['compose.yaml:3'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'a named volume', files: files('mysql:9', '    volumes: ["db:/var/lib/mysql"]\n') },
    {
      title: 'a volume where PGDATA tells',
      files: files('postgres:16', '    environment:\n      PGDATA: /db\n    volumes: ["db:/db"]\n'),
    },
    {
      title: 'the place of PostgreSQL 18',
      files: files('postgres:18', '    volumes: ["db:/var/lib/postgresql"]\n'),
    },
    { title: 'a folder', files: files('mongo:8', '    volumes: ["./data:/data/db"]\n') },
    {
      title: 'memory, on purpose',
      files: files('postgres:18', '    tmpfs: /var/lib/postgresql\n'),
    },
    ...[
      'entrypoint: [/scripts/setup.sh]',
      'command: mongos --configdb c',
      'command: mongosh db',
    ].map((start) => ({ title: `no server: ${start}`, files: files('mongo:8', `    ${start}\n`) })),
    { title: 'a cache', files: files('redis:8') },
    { title: 'a database for tests', files: files('postgres:18', '', 'compose.test.yaml') },
    {
      title: 'a volume in an overlay',
      files: {
        ...files('postgres:18'),
        'compose.override.yaml': 'services:\n  db:\n    volumes: ["db:/var/lib/postgresql"]\n',
      },
    },
  ],
}
