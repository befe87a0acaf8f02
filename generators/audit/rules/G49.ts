import { at, entriesOf, textOf } from '../compose/located.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G49: Rule = {
  id: 'G49',
  name: 'external-network',
  severity: 'info',
  reason: 'Compose does not make an external network, so that the first start on a machine fails.',
  source:
    'https://docs.docker.com/reference/compose-file/networks/#external; docker/compose says "declared as external, but could not be found"',
  fix: 'Remove external, or tell how to make it: docker network create NAME.',
  overlaps: [],
  *check({ projects, repository: { texts } }): Iterable<Found> {
    for (const { root } of projects) {
      for (const [key, network] of entriesOf(at(root, 'networks'))) {
        const external = at(network, 'external')
        const isExternal = textOf(external) === 'true' || at(external, 'name') !== undefined
        if (external === undefined || !isExternal) continue
        const name = textOf(at(network, 'name')) ?? textOf(at(external, 'name')) ?? key
        // A name by a variable is set by whoever has the network.
        const isMade = [...texts.values()].some((text) => text.includes('docker network create'))
        if (isMade || name.includes('$')) continue
        const { file: path, line } = external
        yield { path, line, message: `the network ${name} has to be made first` }
      }
    }
  },
}

const files = (external: string) => ({
  'compose.yaml': `services:\n  a:\n    image: example.com/a:1\nnetworks:\n  web:\n    external: ${external}\n`,
})

export const examples: Examples = {
  failing: [{ title: 'a network of others', files: files('true'), at: ['compose.yaml:6'] }],
  passing: [
    { title: 'an own network', files: files('false') },
    {
      title: 'one that the docs tell how to make',
      files: { ...files('true'), 'README.md': 'Run `docker network create web`.\n' },
    },
  ],
}
