import { imageBehind } from '../compose/behind.ts'
import { at, wordsOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** An option that a server no longer knows: since which version, and the last minor version of each major. */
interface Removed {
  readonly image: string
  readonly name: string
  readonly option: RegExp
  readonly since: readonly [major: number, minor: number]
  readonly last: Readonly<Record<number, number>>
  readonly remedy: string
}

/** https://dev.mysql.com/doc/relnotes/mysql/8.4/en/news-8-4-0.html, https://www.mongodb.com/docs/manual/release-notes/4.2-compatibility/ */
const removed: readonly Removed[] = [
  {
    image: 'mysql',
    name: 'MySQL',
    option: /^--default[-_]authentication[-_]plugin\b/,
    since: [8, 4],
    last: { 8: 4 },
    remedy: 'Remove it, or use --authentication-policy.',
  },
  {
    image: 'mongo',
    name: 'MongoDB',
    option: /^--(?:smallfiles|noprealloc|nssize)\b/,
    since: [4, 2],
    last: { 3: 6, 4: 4 },
    remedy: 'Remove it: the storage engine that it was for is gone.',
  },
]

/** Returns whether an image has a version, or a newer one; false if that is not known. */
function isSince(tag: string, { since: [major, minor], last }: Removed): boolean {
  // Tags of another kind stand for the newest version.
  if (/^(?:latest|lts|innovation|oracle|oraclelinux\d*|noble|jammy)$/.test(tag)) return true
  const [, first, second] = /^v?(\d+)(?:\.(\d+))?(?:[.-]|$)/.exec(tag) ?? []
  if (first === undefined) return false
  const version = Number(first)
  const below = second === undefined ? (last[version] ?? 0) : Number(second)
  return version > major || (version === major && below >= minor)
}

export const G74: Rule = {
  id: 'G74',
  name: 'removed-option',
  severity: 'error',
  reason: 'A database server does not start with an option that its version no longer knows.',
  source:
    'https://dev.mysql.com/doc/relnotes/mysql/8.4/en/news-8-4-0.html; https://www.mongodb.com/docs/manual/release-notes/4.2-compatibility/',
  fix: 'Remove the option, or pin the version that it was written for.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { service } of servicesIn(audited)) {
      const image = imageBehind(audited, service)
      const command = at(service.node, 'command')
      if (image === undefined || command === undefined) continue
      const { short, tag = 'latest' } = parseImage(image)
      const words = wordsOf(command)
      for (const one of removed) {
        const option = short === one.image ? words.find((word) => one.option.test(word)) : undefined
        if (option === undefined || !isSince(tag, one)) continue
        const [name] = option.split('=')
        yield {
          path: command.file,
          line: command.line,
          message: `${one.name} ${one.since.join('.')} and later do not start with ${name}`,
          remedy: one.remedy,
        }
      }
    }
  },
}

const compose = (image: string, command: string) => ({
  'compose.yaml': `services:\n  db:\n    image: ${image}\n    command: ${command}\n`,
})
const plugin = '--default-authentication-plugin=mysql_native_password'

export const examples: Examples = {
  failing: [
    { title: 'the newest MySQL', files: compose('mysql', plugin), at: ['compose.yaml:4'] },
    { title: 'MySQL 8, which is 8.4', files: compose('mysql:8', plugin), at: ['compose.yaml:4'] },
    {
      title: 'in a list',
      files: compose('mysql:9.1', `["mysqld", "${plugin}"]`),
      at: ['compose.yaml:4'],
    },
    {
      title: 'the newest MongoDB',
      files: compose('mongo:latest', 'mongod --smallfiles'),
      at: ['compose.yaml:4'],
    },
  ],
  passing: [
    { title: 'MySQL 8.0', files: compose('mysql:8.0', plugin) },
    { title: 'an old MongoDB', files: compose('mongo:4.0', 'mongod --smallfiles') },
    { title: 'another option', files: compose('mysql:8.4', '--max-connections=10') },
    { title: 'an unknown tag', files: compose('mysql:$VERSION', plugin) },
    {
      title: 'one that may be unknown',
      files: compose('mysql:9', plugin.replace('--', '--loose-')),
    },
  ],
}
