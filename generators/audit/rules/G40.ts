import { entriesOf } from '../compose/located.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G40: Rule = {
  id: 'G40',
  name: 'compose-version',
  severity: 'info',
  reason: 'Compose ignores the version of a file, and warns about it each time.',
  source: 'https://docs.docker.com/reference/compose-file/version-and-name/',
  fix: 'Remove the line.',
  overlaps: [],
  *check({ composeFiles }): Iterable<Found> {
    for (const { path, root } of composeFiles) {
      const version = entriesOf(root).get('version')
      if (version !== undefined) yield { path, line: version.line, message: 'version is obsolete' }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a version',
      files: { 'compose.yaml': 'version: "3.8"\nservices: {}\n' },
      at: ['compose.yaml:1'],
    },
  ],
  passing: [{ title: 'a name', files: { 'compose.yaml': 'name: shop\nservices: {}\n' } }],
}
