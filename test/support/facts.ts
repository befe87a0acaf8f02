import { exampleMain } from '../../generators/audit/example-main.ts'
import type { Facts, Main } from '../../generators/dockerize/facts.ts'

/** Returns the facts of a command; by default, it is a server that needs nothing. */
export function mainOf(path: string, more: Partial<Main> = {}): Main {
  return exampleMain({
    package: `example.com/shop/${path}`,
    path,
    name: path === '.' ? 'shop' : (path.split('/').at(-1) ?? ''),
    source: `${path}/main.go:1`,
    ...more,
  })
}

/** Returns the facts of a module with these commands; by default, it requires others. */
export function factsOf(mains: readonly Main[], more: Partial<Facts> = {}): Facts {
  return factsWith({
    module: 'example.com/shop',
    go: '1.22',
    requires: true,
    goSum: true,
    mains,
    cgo: mains.some(({ cgo }) => cgo.length > 0),
    embeds: mains.flatMap(({ embeds }) => embeds),
    files: mains.flatMap(({ files }) => files),
    services: mains.flatMap(({ services }) => services),
    programs: mains.flatMap(({ programs }) => programs),
    health: mains.flatMap(({ health }) => health),
    ...more,
  })
}

/** Returns the facts of a module with nothing in it, and what is given. */
export function factsWith(some: Partial<Facts>): Facts {
  return {
    module: 'example.com/app',
    go: '1.27',
    toolchain: null,
    newestGo: null,
    requires: false,
    goSum: false,
    vendor: false,
    workspace: null,
    replaces: [],
    tools: [],
    privateModules: [],
    mains: [],
    cgo: false,
    embeds: [],
    files: [],
    services: [],
    programs: [],
    health: [],
    unknown: [],
    ...some,
  }
}
