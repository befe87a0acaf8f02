import { imageBehind } from '../compose/behind.ts'
import { at, itemsOf, settingsOf, textOf } from '../compose/located.ts'
import { earlyProbe, isAlwaysGood } from '../compose/probes.ts'
import { servicesIn } from '../compose/services.ts'
import { usesOf } from '../compose/uses.ts'
import { isForDevelopment } from '../development-names.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G42: Rule = {
  id: 'G42',
  name: 'wrong-probe',
  severity: 'error',
  reason:
    'A probe that succeeds too early starts programs before their database, and Compose refuses some settings of probes.',
  source:
    'https://github.com/docker-library/postgres/issues/146; https://docs.docker.com/reference/compose-file/services/#healthcheck; docker/compose says "start_interval requires healthcheck.start_period"',
  fix: 'Probe over TCP, as in pg_isready -h 127.0.0.1 or mysqladmin ping -h 127.0.0.1.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      const check = at(service.node, 'healthcheck')
      const interval = at(check, 'start_interval')
      if (interval !== undefined && at(check, 'start_period') === undefined) {
        yield {
          path: interval.file,
          line: interval.line,
          message: 'Compose refuses a start_interval without a start_period',
          remedy: 'Add a start_period, such as 30s.',
          severity: project.partial ? 'info' : 'error',
        }
      }
      const test = at(check, 'test')
      if (test === undefined) continue
      const text =
        textOf(test) ??
        itemsOf(test)
          .map((item) => textOf(item) ?? '')
          .join(' ')
      const settings = settingsOf(at(service.node, 'environment'))
      const place = { path: test.file, line: test.line }
      const emptied = [...text.matchAll(/(?<!\$)(?:\$\$)*\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)]
        .map(([, name = '', braced = '']) => name || braced)
        .find((name) => {
          const { value = '$' } = settings.get(name) ?? {}
          return !project.variables.has(name) && !value.includes('$')
        })
      const early = earlyProbe(text, imageBehind(audited, service), new Set(settings.keys()))
      const isAwaited = usesOf(project).awaited.has(service.name)
      if (isAlwaysGood(text)) {
        yield {
          ...place,
          message: 'the probe succeeds whatever the program does',
          remedy: 'Ask the program, such as with pg_isready -h 127.0.0.1, or remove the probe.',
          severity: isAwaited && !isForDevelopment(test.file) ? 'warning' : 'info',
        }
      } else if (emptied !== undefined) {
        yield {
          ...place,
          message: `Compose itself replaces $${emptied}, which only the container has`,
          remedy: `Write $$${emptied}.`,
          severity: 'warning',
        }
      } else if (early !== undefined) {
        yield { ...place, message: early, severity: isAwaited ? 'warning' : 'info' }
      }
    }
  },
}

const files = (image: string, lines: string) => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    environment:\n      POSTGRES_USER: app\n    healthcheck:\n      ${lines}\n  app:\n    build: .\n    depends_on:\n      db:\n        condition: service_healthy\n`,
})

export const examples: Examples = {
  failing: [
    {
      title: 'pg_isready without a host',
      files: files('postgres:18', 'test: ["CMD-SHELL", "pg_isready -U app"]'),
      at: ['compose.yaml:7'],
      severity: 'warning',
    },
    {
      title: 'psql without a host',
      files: files('postgres:18', 'test: psql -U app -c "SELECT 1"'),
      at: ['compose.yaml:7'],
      severity: 'warning',
    },
    {
      title: 'mysqladmin with localhost',
      files: files('mysql:9', 'test: ["CMD", "mysqladmin", "ping", "-h", "localhost"]'),
      at: ['compose.yaml:7'],
      severity: 'warning',
    },
    {
      title: 'mariadb-admin without a host',
      files: files('mariadb:12', 'test: mariadb-admin ping --silent'),
      at: ['compose.yaml:7'],
      severity: 'warning',
    },
    {
      title: 'a variable of the container with one $',
      files: files('postgres:18', 'test: pg_isready -h 127.0.0.1 -U $POSTGRES_USER'),
      at: ['compose.yaml:7'],
      severity: 'warning',
    },
    ...['exit 0', '["CMD", "true"]', '["CMD-SHELL", "curl -f http://x || exit 0"]'].map((test) => ({
      title: `a probe that never fails: ${test}`,
      files: files('example.com/a:1', `test: ${test}`),
      at: ['compose.yaml:7'],
      severity: 'warning' as const,
    })),
    {
      title: 'start_interval alone',
      files: files('postgres:18', 'test: pg_isready -h 127.0.0.1\n      start_interval: 1s'),
      at: ['compose.yaml:8'],
    },
    {
      title: 'an early probe that nobody waits for',
      files: {
        'compose.yaml':
          'services:\n  db:\n    image: postgres:18\n    healthcheck:\n      test: pg_isready\n',
      },
      at: ['compose.yaml:5'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'a failure that has its code',
      files: files('postgres:18', 'test: pg_isready -h 127.0.0.1 || exit 1'),
    },
    {
      title: 'a failure before the end',
      files: files('example.com/a:1', 'test: set -e; curl -f http://x; echo ok'),
    },
    {
      title: 'an echo that is asked for',
      files: files('valkey/valkey:9', 'test: ["CMD-SHELL", "valkey-cli ping && echo ok"]'),
    },
    {
      title: 'pg_isready over TCP',
      files: files('postgres:18', 'test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "app"]'),
    },
    {
      title: 'localhost, which is TCP for PostgreSQL',
      files: files('postgres:18', 'test: pg_isready -hlocalhost'),
    },
    {
      title: 'psql after a pg_isready over TCP',
      files: files(
        'postgres:18',
        'test: pg_isready -q --host=127.0.0.1 && psql -U app -c "SELECT 1"',
      ),
    },
    {
      title: 'a connection string',
      files: files('postgres:18', 'test: pg_isready -d postgres://app@localhost/app'),
    },
    {
      title: 'mysqladmin over TCP',
      files: files('mysql:9', 'test: ["CMD", "mysqladmin", "ping", "-h127.0.0.1"]'),
    },
    {
      title: "the image's own script",
      files: files('mariadb:12', 'test: ["CMD", "healthcheck.sh", "--connect"]'),
    },
    {
      title: 'two $',
      files: files('postgres:18', 'test: pg_isready -h 127.0.0.1 -U $$POSTGRES_USER'),
    },
    {
      title: 'a variable that Compose and the container have',
      files: {
        'compose.yaml': `services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: \${POSTGRES_USER}\n    healthcheck:\n      test: pg_isready -h 127.0.0.1 -U \${POSTGRES_USER}\n`,
      },
    },
    {
      title: 'a variable with a default',
      files: files('postgres:18', `test: pg_isready -h 127.0.0.1 -U \${POSTGRES_USER:-app}`),
    },
    {
      title: 'a period',
      files: files(
        'postgres:18',
        'test: pg_isready -h 127.0.0.1\n      start_interval: 1s\n      start_period: 30s',
      ),
    },
  ],
}
