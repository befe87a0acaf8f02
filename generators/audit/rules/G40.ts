import { at, entriesOf, type Located } from '../compose/located.ts'
import type { Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Keys of `deploy` that only a swarm reads. */
const ofSwarm = ['mode', 'placement', 'update_config', 'rollback_config', 'endpoint_mode', 'labels']

/**
 * Returns whether a file may be for `docker stack deploy`, which refused files without a version for
 * long, or has nothing else.
 */
function isForStack(root: Located, { texts }: Repository): boolean {
  const services = [...entriesOf(at(root, 'services')).values()]
  return (
    entriesOf(root).size < 2 ||
    services.some((one) => ofSwarm.some((key) => at(one, 'deploy', key) !== undefined)) ||
    [...texts.values()].some((text) => /\bdocker\s+stack\b|\bstack\s+deploy\b/.test(text))
  )
}

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
        ...(isWhole && !isForStack(root, repository)
          ? { edit: { path, line, count, lines: [] } }
          : {}),
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
