import { at, settingsOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Variables that look like those of an official image, and the endings of the right ones. */
const alike: readonly (readonly [string, string])[] = [
  ['DATABASE|DB|DBNAME|DB_NAME|DATABASE_NAME', 'DATABASE'],
  ['USERNAME|USER_NAME', 'USER'],
  ['PASS|PWD', 'PASSWORD'],
]

/** Returns the variable that an official image reads instead of another one; undefined if it reads that. */
function insteadOf(name: string, image: string): string | undefined {
  const [, prefix, ending = ''] = /^(POSTGRES|MYSQL|MARIADB)_(\w+)$/.exec(name) ?? []
  if (prefix === undefined || !(image === prefix.toLowerCase() || image === 'mariadb'))
    return undefined
  const [, right] = alike.find(([wrong]) => wrong.split('|').includes(ending)) ?? []
  const own = `${prefix}_${prefix === 'POSTGRES' && right === 'DATABASE' ? 'DB' : right}`
  return right === undefined || own === name ? undefined : own
}

export const G77: Rule = {
  id: 'G77',
  name: 'wrong-database-variable',
  severity: 'error',
  reason:
    'The images of databases read a few variables, refuse some values, and ignore the others.',
  source:
    'https://hub.docker.com/_/postgres; https://hub.docker.com/_/mysql; tried: MYSQL_USER="root"',
  fix: 'Use the variables in the documentation of the image.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const member of servicesIn(audited)) {
      const { build, image = '', node } = member.service
      const { short } = parseImage(image)
      if (build !== undefined || at(node, 'entrypoint') !== undefined) continue
      const settings = settingsOf(at(node, 'environment'))
      // A script may read others.
      const hasScripts = mountsOf(member).some(({ target = '' }) => /initdb|\.sh$/.test(target))
      for (const [name, { value, at: place }] of settings) {
        const found = { path: place.file, line: place.line }
        const right = insteadOf(name, short)
        if (/^(?:mysql|mariadb)$/.test(short) && /^(?:MYSQL|MARIADB)_USER$/.test(name)) {
          const remedy = 'Remove it: root needs MYSQL_ROOT_PASSWORD alone.'
          if (value === 'root')
            yield { ...found, message: `${short} does not start with ${name}=root`, remedy }
        } else if (right !== undefined && !settings.has(right) && !hasScripts) {
          const message = `${short} does not read ${name}`
          yield { ...found, message, severity: 'warning', remedy: `Use ${right}.` }
        }
      }
    }
  },
}

const files = (image: string, setting: string, more = '') => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    environment:\n      ${setting}\n${more}`,
})

export const examples: Examples = {
  failing: [
    { title: 'root', files: files('mysql:8.4', 'MYSQL_USER: root'), at: ['compose.yaml:5'] },
    ...[
      ['postgres', 'POSTGRES_DATABASE: shop'],
      ['docker.io/library/postgres:18', '- POSTGRES_USERNAME=shop'],
      ['mysql:9', 'MYSQL_DB: shop'],
      ['mariadb:12', 'MARIADB_PASS: shop'],
    ].map(([image = '', setting = '']) => ({
      title: `a variable that does nothing: ${setting}`,
      files: files(image, setting),
      at: ['compose.yaml:5'],
      severity: 'warning' as const,
    })),
  ],
  passing: [
    {
      title: 'those of PostgreSQL',
      files: files('postgres:18', 'POSTGRES_DB: shop\n      POSTGRES_USER: root'),
    },
    {
      title: 'those of MySQL',
      files: files('mysql:9', 'MYSQL_DATABASE: shop\n      MYSQL_USER: shop'),
    },
    { title: 'both', files: files('postgres:18', 'POSTGRES_DATABASE: a\n      POSTGRES_DB: a') },
    { title: 'another image', files: files('bitnami/postgresql:16', 'POSTGRES_DATABASE: shop') },
    { title: 'of another service', files: files('example.com/a:1', 'MYSQL_USER: root') },
    { title: 'of another database', files: files('postgres:18', 'MYSQL_DB: shop') },
    {
      title: 'a script that may read it',
      files: files(
        'postgres:18',
        'POSTGRES_DATABASE: a',
        '    volumes: ["./init:/docker-entrypoint-initdb.d"]\n',
      ),
    },
  ],
}
