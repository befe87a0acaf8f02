import { databaseBehind } from '../compose/behind.ts'
import { at, itemsOf, type Located, textOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Returns the setting by which a database runs as root. */
function rootOf(node: Located): Located | undefined {
  const isRoot = (text: string) => /(?:^|\s)--user[= ]["']?(?:root|0)\b/.test(text)
  return ['command', 'entrypoint']
    .flatMap((key) => at(node, key) ?? [])
    .find((command) =>
      isRoot(
        textOf(command) ??
          itemsOf(command)
            .map((item) => textOf(item) ?? '')
            .join(' '),
      ),
    )
}

export const G69: Rule = {
  id: 'G69',
  name: 'database-as-root',
  severity: 'warning',
  reason:
    'As root, whoever takes over the database server has the whole container, and its files belong to root.',
  source: 'https://dev.mysql.com/doc/refman/8.4/en/changing-mysql-user.html',
  fix: 'Remove --user: the image runs the server as a user of its own.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { service } of servicesIn(audited)) {
      const database = databaseBehind(audited, service)
      const root = rootOf(service.node)
      if (database === undefined || root === undefined) continue
      const { file: path, line } = root
      yield { path, line, message: `${database.name} in ${service.name} runs as root` }
    }
  },
}

const files = (command: string) => ({
  'compose.yaml': `services:\n  db:\n    image: mysql:9\n    command: ${command}\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'a flag', files: files('mysqld --user=root'), at: ['compose.yaml:4'] },
    { title: 'in a list', files: files('["mysqld", "--user=root"]'), at: ['compose.yaml:4'] },
  ],
  passing: [
    { title: 'another user', files: files('mysqld --user=mysql') },
    { title: 'no flag', files: files('--max-connections=10') },
  ],
}
