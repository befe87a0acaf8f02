import { credentialIn, credentialInCommand } from '../../credentials.ts'
import { databaseOf } from '../compose/databases.ts'
import { at, itemsOf, type Located, settingsOf, textOf } from '../compose/located.ts'
import { portsOf } from '../compose/ports.ts'
import type { Project } from '../compose/project.ts'
import { servicesIn } from '../compose/services.ts'
import { isForDevelopment } from '../development-names.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G46: Rule = {
  id: 'G46',
  name: 'plain-credentials',
  severity: 'error',
  reason:
    'Everyone who can read the repository knows the password, and it stays in the history of git.',
  source: 'https://docs.docker.com/compose/how-tos/use-secrets/; OWASP Docker Security rule 12',
  fix: `Take it from a secret, such as POSTGRES_PASSWORD_FILE: /run/secrets/db, or from a variable, such as \${DB_PASSWORD:?}.`,
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      const settings = [...settingsOf(at(service.node, 'environment'))].map(
        ([name, { value = '', at }]) => ({
          at,
          name,
          found: /^POSTGRES_HOST_AUTH_METHOD$/.test(name)
            ? value === 'trust'
              ? ('open' as const)
              : undefined
            : /^(?:MYSQL|MARIADB)_ALLOW_EMPTY(?:_ROOT)?_PASSWORD$/.test(name)
              ? /^(?:yes|true|1)$/i.test(value)
                ? ('open' as const)
                : undefined
              : credentialIn(name, value),
        }),
      )
      const commands = [
        { name: 'the command', node: at(service.node, 'command') },
        { name: 'the entrypoint', node: at(service.node, 'entrypoint') },
        { name: 'the health check', node: at(at(service.node, 'healthcheck'), 'test') },
      ].flatMap(({ name, node }) => {
        if (node === undefined) return []
        const items = itemsOf(node)
        const words = items.map((item) => textOf(item) ?? '')
        const found = credentialInCommand(textOf(node) ?? words.join(' '))
        const item = found === undefined ? undefined : items[indexWith(words)]
        return [{ at: item ?? node, name, found }]
      })
      for (const { at, name, found } of [...settings, ...commands]) {
        if (found === undefined) continue
        if (found === 'open') {
          const message = `${name} lets everyone in without a password`
          yield {
            ...placeOf(at),
            message,
            ...(isForDevelopment(at.file) ? { severity: 'info' } : {}),
          }
        } else if (found.form === 'literal') {
          const message = `the credentials in ${name} are plain text`
          yield {
            ...placeOf(at),
            message,
            ...(isForDevelopment(at.file) ? { severity: 'info' } : {}),
          }
        } else if (!found.isPassword || publishesDatabase(project)) {
          const message = `the credentials in ${name} have a default that everyone knows`
          yield { ...placeOf(at), message, severity: 'info' }
        }
      }
    }
  },
}

/** Returns the index of the word with which a list that contains credentials does so. */
function indexWith(words: readonly string[]): number {
  const isIn = (count: number) => credentialInCommand(words.slice(0, count).join(' ')) !== undefined
  let [without, enough] = [0, words.length]
  while (enough - without > 1) {
    const middle = Math.floor((without + enough) / 2)
    if (isIn(middle)) enough = middle
    else without = middle
  }
  return enough - 1
}

function placeOf({ file, line }: Located): { readonly path: string; readonly line: number } {
  return { path: file, line }
}

/** Returns whether others than the containers reach a database, for whom its default password is no secret. */
function publishesDatabase({ services, variables }: Project): boolean {
  return [...services.values()].some(
    (service) =>
      databaseOf(service) !== undefined &&
      portsOf(service.node, variables).some(
        ({ host }) => host === undefined || /^(?:0\.0\.0\.0|\[::\])$/.test(host),
      ),
  )
}

const environment = (lines: string, more = '') => ({
  'compose.yaml': `services:\n  a:\n    image: postgres:18\n    environment:\n      ${lines}\n${more}`,
})

export const examples: Examples = {
  failing: [
    {
      title: 'a password',
      files: environment('POSTGRES_PASSWORD: hunter2'),
      at: ['compose.yaml:5'],
    },
    { title: 'in a list', files: environment('- DB_PASS=hunter2'), at: ['compose.yaml:5'] },
    {
      title: 'a password in a health check',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: mysql:9\n    healthcheck:\n      test: ["CMD", "mysqladmin", "ping", "-phunter2"]\n',
      },
      at: ['compose.yaml:5'],
    },
    {
      title: 'in a URL',
      files: environment('PG_URL: postgres://user:p@55@db:5432/db'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'in a DSN of MySQL',
      files: environment('DSN: "user:password@tcp(mysql:3306)/db"'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'in a DSN of keywords',
      files: environment('DSN: host=db user=a password=b sslmode=disable'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'in a command',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: redis:8\n    command: redis-server --requirepass hunter2\n',
      },
      at: ['compose.yaml:4'],
    },
    {
      title: 'in a list of several lines',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: redis:8\n    command: [\n      redis-server,\n      --requirepass,\n      hunter2,\n    ]\n',
      },
      at: ['compose.yaml:7'],
    },
    {
      title: 'none at all',
      files: environment('POSTGRES_HOST_AUTH_METHOD: trust'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'in a file for tests',
      files: {
        'compose.test.yaml':
          'services:\n  a:\n    image: postgres:18\n    environment:\n      POSTGRES_PASSWORD: test\n',
      },
      at: ['compose.test.yaml:5'],
      severity: 'info',
    },
    {
      title: 'a default, where the network reaches the database',
      files: environment(`POSTGRES_PASSWORD: \${PASSWORD:-secret}`, '    ports: ["5432:5432"]\n'),
      at: ['compose.yaml:5'],
      severity: 'info',
    },
    {
      title: 'a default of a key',
      files: environment(`JWT_SECRET: \${JWT_SECRET:-secret}`),
      at: ['compose.yaml:5'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'a variable', files: environment(`POSTGRES_PASSWORD: \${PASSWORD}`) },
    {
      title: 'a required variable',
      files: environment(`PG_URL: postgres://user:\${PASSWORD:?set it}@db/db`),
    },
    { title: 'a file', files: environment('POSTGRES_PASSWORD_FILE: /run/secrets/db') },
    { title: 'that of the shell', files: environment('POSTGRES_PASSWORD:') },
    {
      title: 'a default, where only containers reach the database',
      files: environment(`POSTGRES_PASSWORD: \${PASSWORD:-secret}`),
    },
    { title: 'a random one', files: environment('MYSQL_RANDOM_ROOT_PASSWORD: "yes"') },
    { title: 'a URL without a password', files: environment('DB_URL: postgres://app@db:5432/app') },
    { title: 'a kind of tokens', files: environment('STRATEGIES_ACCESS_TOKEN: jwt') },
    { title: 'a setting about tokens', files: environment('JWT_TOKEN_EXPIRY: 24h') },
    {
      title: 'a probe that reads it in the container',
      files: environment('CHECK: mysql://root:$$MYSQL_PASSWORD@db/'),
    },
  ],
}
