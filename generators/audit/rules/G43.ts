import { imageBehind, stageBehind } from '../compose/behind.ts'
import { at, settingsOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { environmentOf } from '../dockerfile/variables.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** The first major version whose data lies below the volume, in a folder of its own. */
const moved = 18

/** Returns the major version of PostgreSQL in an image; undefined if it is not known. */
function majorOf(image: string | undefined): number | undefined {
  if (image === undefined) return undefined
  const { short, tag = 'latest' } = parseImage(image)
  if (!['postgres', 'postgis/postgis', 'pgvector/pgvector'].includes(short)) return undefined
  // Without a version it is the newest.
  if (/^(?:latest|alpine|bookworm|trixie)(?:$|\d|\.|-)/.test(tag)) {
    return short === 'postgres' ? moved : undefined
  }
  const major = /^(?:pg)?(\d{1,2})(?:\.|-|$|beta|rc)/.exec(tag)?.[1]
  return major === undefined ? undefined : Number(major)
}

export const G43: Rule = {
  id: 'G43',
  name: 'postgres-volume-path',
  severity: 'error',
  reason:
    'PostgreSQL 18 does not start with a volume at /var/lib/postgresql/data, and older images lose their data with one at /var/lib/postgresql.',
  source:
    'https://github.com/docker-library/postgres/pull/1259; https://github.com/docker-library/postgres/issues/1400',
  fix: 'Mount the volume at /var/lib/postgresql from 18 on, and at /var/lib/postgresql/data before; move the data of an existing one with pg_dump or pg_upgrade.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const member of servicesIn(audited)) {
      const { service } = member
      const major = majorOf(imageBehind(audited, service))
      if (major === undefined) continue
      const behind = stageBehind(audited, service)
      const ofImage = behind && environmentOf(behind.dockerfile.file, behind.stage)
      // Whoever moves the data knows where it is.
      const isMoved =
        settingsOf(at(service.node, 'environment')).has('PGDATA') || ofImage?.has('PGDATA') === true
      const targets = mountsOf(member)
      for (const { at: place, target, kind } of targets) {
        if (isMoved || kind === 'other') continue
        const { file: path, line } = place
        if (major >= moved && target === '/var/lib/postgresql/data') {
          yield {
            path,
            line,
            message: `PostgreSQL ${major} refuses a volume at /var/lib/postgresql/data`,
          }
        } else if (
          major < moved &&
          target === '/var/lib/postgresql' &&
          !targets.some((other) => other.target === '/var/lib/postgresql/data')
        ) {
          yield {
            path,
            line,
            message: `PostgreSQL ${major} stores its data in /var/lib/postgresql/data, in an anonymous volume beside this one`,
          }
        }
      }
    }
  },
}

const compose = (image: string, target: string, more = '') => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    volumes:\n      - db:${target}\n${more}volumes:\n  db:\n`,
})

export const examples: Examples = {
  failing: [
    {
      title: '18 with the old path',
      files: compose('postgres:18-alpine', '/var/lib/postgresql/data'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'the newest with the old path',
      files: compose('postgres', '/var/lib/postgresql/data'),
      at: ['compose.yaml:5'],
    },
    {
      title: '17 with the new path',
      files: compose('postgres:17.2', '/var/lib/postgresql'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'through a Dockerfile',
      files: {
        Dockerfile: 'ARG V=18\nFROM postgres:$V-alpine\n',
        'compose.yaml':
          'services:\n  db:\n    build: .\n    volumes:\n      - type: volume\n        source: db\n        target: /var/lib/postgresql/data\nvolumes:\n  db:\n',
      },
      at: ['compose.yaml:5'],
    },
  ],
  passing: [
    { title: '18 with its path', files: compose('postgres:18', '/var/lib/postgresql') },
    { title: '16 with its path', files: compose('postgres:16', '/var/lib/postgresql/data') },
    {
      title: 'a path of its own',
      files: compose(
        'postgres:18',
        '/var/lib/postgresql/data',
        '    environment:\n      PGDATA: /var/lib/postgresql/data/18\n',
      ),
    },
    { title: 'an unknown version', files: compose('postgres:$V', '/var/lib/postgresql/data') },
    {
      title: 'a version that a build argument sets',
      files: {
        Dockerfile: 'ARG V=18\nFROM postgres:$V-alpine\n',
        'compose.yaml':
          'services:\n  db:\n    build:\n      context: .\n      args:\n        V: 17\n    volumes:\n      - db:/var/lib/postgresql/data\nvolumes:\n  db:\n',
      },
    },
  ],
}
