import { at, entriesOf, textOf } from '../compose/located.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G49: Rule = {
  id: 'G49',
  name: 'external-resource',
  severity: 'info',
  reason:
    'Compose does not make external networks and volumes, so that the first start on a machine fails.',
  source:
    'https://docs.docker.com/reference/compose-file/networks/#external; docker/compose says "declared as external, but could not be found", and of a volume "not found"',
  fix: 'Remove external, or tell how to make it: docker network create NAME, docker volume create NAME.',
  overlaps: [],
  *check({ projects, repository: { texts } }): Iterable<Found> {
    for (const { root } of projects) {
      const kinds = (['network', 'volume'] as const).flatMap((kind) =>
        [...entriesOf(at(root, `${kind}s`))].map(([key, node]) => ({ kind, key, node })),
      )
      for (const { kind, key, node } of kinds) {
        const external = at(node, 'external')
        const isExternal = textOf(external) === 'true' || at(external, 'name') !== undefined
        if (external === undefined || !isExternal) continue
        const name = textOf(at(node, 'name')) ?? textOf(at(external, 'name')) ?? key
        // A name by a variable is set by whoever has it.
        const isMade = [...texts.values()].some((text) => text.includes(`docker ${kind} create`))
        if (isMade || name.includes('$')) continue
        const { file: path, line } = external
        yield { path, line, message: `the ${kind} ${name} has to be made first` }
      }
    }
  },
}

const files = (external: string, kind = 'network') => ({
  'compose.yaml': `services:\n  a:\n    image: example.com/a:1\n${kind}s:\n  web:\n    external: ${external}\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'a network of others', files: files('true'), at: ['compose.yaml:6'] },
    { title: 'a volume of others', files: files('true', 'volume'), at: ['compose.yaml:6'] },
  ],
  passing: [
    {
      title: 'a volume that a script makes',
      files: { ...files('true', 'volume'), 'up.sh': 'docker volume create web\n' },
    },
    { title: 'an own network', files: files('false') },
    {
      title: 'one that the docs tell how to make',
      files: { ...files('true'), 'README.md': 'Run `docker network create web`.\n' },
    },
  ],
}
