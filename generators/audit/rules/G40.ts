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
  *check({ composeFiles, repository }): Iterable<Found> {
    for (const { path, root } of composeFiles) {
      const version = entriesOf(root).get('version')
      if (version === undefined) continue
      const { line } = version
      const [text = '', next] =
        repository.texts
          .get(path)
          ?.split(/\r?\n/)
          .slice(line - 1) ?? []
      const isWhole = /^version\s*:\s*["']?[\d.]+["']?\s*$/.test(text)
      // The line between it and the rest goes too.
      const count = line === 1 && next === '' ? 2 : 1
      yield {
        path,
        line,
        message: 'version is obsolete',
        ...(isWhole ? { edit: { path, line, count, lines: [] } } : {}),
      }
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
