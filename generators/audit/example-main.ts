import type { Main } from '../dockerize/facts.ts'

/** Returns a main of which nothing is known but what is given, for the examples of rules. */
// The package has no examples.
/* @__NO_SIDE_EFFECTS__ */
export function exampleMain(some: Partial<Main>): Main {
  return {
    package: 'example.com/a',
    path: '.',
    name: 'a',
    kind: 'server',
    source: 'main.go:1',
    tags: [],
    arguments: [],
    ports: [],
    env: [],
    files: [],
    embeds: [],
    programs: [],
    services: [],
    localServices: [],
    health: [],
    cgo: [],
    tls: [],
    zones: [],
    optionalZones: [],
    carries: { certificates: false, zones: false },
    ...some,
  }
}
