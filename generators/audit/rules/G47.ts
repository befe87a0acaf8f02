import { at, itemsOf, textOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G47: Rule = {
  id: 'G47',
  name: 'ignored-secret-permissions',
  severity: 'warning',
  reason:
    'Compose mounts the file of a secret with the owner and the mode that it has on the host.',
  source:
    'https://docs.docker.com/reference/compose-file/services/#secrets; https://github.com/docker/compose/issues/9648',
  fix: 'Remove uid, gid and mode, and make the file itself readable for the user of the container.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      for (const secret of itemsOf(at(service.node, 'secrets'))) {
        const name = textOf(at(secret, 'source')) ?? ''
        const ignored = ['uid', 'gid', 'mode'].flatMap((key) => at(secret, key) ?? [])[0]
        if (ignored === undefined || at(project.root, 'secrets', name, 'file') === undefined)
          continue
        yield {
          path: ignored.file,
          line: ignored.line,
          message: `Compose ignores the permissions of ${name}, which is a file`,
        }
      }
    }
  },
}

const files = (from: string) => ({
  'compose.yaml': `services:\n  a:\n    image: example.com/a:1\n    secrets:\n      - source: db\n        mode: 0400\nsecrets:\n  db:\n    ${from}\n`,
})

export const examples: Examples = {
  failing: [{ title: 'a file', files: files('file: ./db.txt'), at: ['compose.yaml:6'] }],
  passing: [
    { title: 'a variable', files: files('environment: DB_PASSWORD') },
    {
      title: 'no permissions',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: example.com/a:1\n    secrets: [db]\nsecrets:\n  db:\n    file: ./db.txt\n',
      },
    },
  ],
}
