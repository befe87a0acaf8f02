import type { Facts, Main } from '../../generators/dockerize/facts.ts'

/** Returns the facts of a command; by default, it is a server that needs nothing. */
export function mainOf(path: string, more: Partial<Main> = {}): Main {
  return {
    package: `example.com/shop/${path}`,
    path,
    name: path === '.' ? 'shop' : (path.split('/').at(-1) ?? ''),
    kind: 'server',
    source: `${path}/main.go:1`,
    tags: [],
    arguments: [],
    ports: [],
    env: [],
    files: [],
    embeds: [],
    programs: [],
    services: [],
    health: [],
    cgo: [],
    tls: [],
    zones: [],
    carries: { certificates: false, zones: false },
    ...more,
  }
}

/** Returns the facts of a module with these commands; by default, it requires others. */
export function factsOf(mains: readonly Main[], more: Partial<Facts> = {}): Facts {
  return {
    module: 'example.com/shop',
    go: '1.22',
    toolchain: null,
    requires: true,
    goSum: true,
    vendor: false,
    workspace: null,
    replaces: [],
    tools: [],
    privateModules: [],
    mains,
    cgo: mains.some(({ cgo }) => cgo.length > 0),
    embeds: mains.flatMap(({ embeds }) => embeds),
    files: mains.flatMap(({ files }) => files),
    services: mains.flatMap(({ services }) => services),
    programs: mains.flatMap(({ programs }) => programs),
    health: mains.flatMap(({ health }) => health),
    unknown: [],
    ...more,
  }
}
