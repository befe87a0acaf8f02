import type { Facts } from '../../../generators/dockerize/facts.ts'

/** Returns the facts of a module with nothing in it, and what is given. */
export function factsWith(some: Partial<Facts>): Facts {
  return {
    module: 'example.com/app',
    go: '1.27',
    toolchain: null,
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
