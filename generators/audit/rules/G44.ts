import { posix } from 'node:path'
import type { Audited } from '../audited.ts'
import { databaseBehind } from '../compose/behind.ts'
import { mountsOf, sourceOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { filesBelow } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const migration =
  /golang-migrate|pressly\/goose|ariga\.io\/atlas|jackc\/tern|dbmate|rubenv\/sql-migrate|gormigrate|flyway|liquibase|sqldef|gorm\.io\/gorm|entgo\.io|\bmigrat/i

/** Returns whether anything of a repository may change tables later. */
function hasMigrations({ modules, repository, projects }: Audited): boolean {
  return (
    modules.some(({ requires }) => [...requires.keys()].some((path) => migration.test(path))) ||
    [...repository.folders].some((folder) => /(?:^|\/)migrations?$/i.test(folder)) ||
    projects.some(({ services }) =>
      [...services.values()].some(({ name, image = '' }) => migration.test(`${name} ${image}`)),
    )
  )
}

export const G44: Rule = {
  id: 'G44',
  name: 'schema-that-runs-once',
  severity: 'info',
  reason:
    'The image runs its scripts for an empty volume only, so that a change of the schema reaches no existing database.',
  source:
    'https://github.com/docker-library/postgres/issues/1226; the "Initialization scripts" of the image',
  fix: 'Change the schema with a migration tool.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    if (hasMigrations(audited)) return
    const { texts } = audited.repository
    for (const member of servicesIn(audited)) {
      if (
        !['PostgreSQL', 'MySQL', 'MariaDB'].includes(
          databaseBehind(audited, member.service)?.name ?? '',
        )
      )
        continue
      const mounts = mountsOf(member)
      if (!mounts.some(({ kind }) => kind === 'named')) continue
      for (const mount of mounts) {
        const path = sourceOf(member, mount)
        if (path === undefined || !mount.target?.startsWith('/docker-entrypoint-initdb.d')) continue
        const scripts = texts.has(path) ? [path] : filesBelow(audited.repository, path)
        const script = scripts.find((each) => /\bcreate\s+table\b/i.test(texts.get(each) ?? ''))
        if (script === undefined) continue
        yield {
          path: mount.at.file,
          line: mount.at.line,
          message: `${posix.basename(script)} creates tables in an empty volume only`,
        }
      }
    }
  },
}

const files = (volume = 'db:/var/lib/postgresql', sql = 'CREATE TABLE a (b int);\n') => ({
  'schema.sql': sql,
  'compose.yaml': `services:\n  db:\n    image: postgres:18\n    volumes:\n      - ./schema.sql:/docker-entrypoint-initdb.d/1.sql\n      - ${volume}\n`,
})

export const examples: Examples = {
  failing: [{ title: 'tables', files: files(), at: ['compose.yaml:5'] }],
  passing: [
    { title: 'a user alone', files: files(undefined, 'CREATE ROLE app;\n') },
    { title: 'no volume', files: files('./a.conf:/etc/a.conf') },
    {
      title: 'migrations',
      files: {
        ...files(),
        'go.mod': 'module a\nrequire github.com/golang-migrate/migrate/v4 v4.19.0\n',
      },
    },
  ],
}
