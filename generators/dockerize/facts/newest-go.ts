import type { Facts } from '../facts.ts'
import type { Module } from '../go/module.ts'

/** A version of a module that newer releases of Go can't compile. */
interface Pin {
  readonly module: string
  readonly version: string
  /** The module that uses what is missing. */
  readonly by: string
  /** The newest release that compiles both. */
  readonly go: string
}

const pins: readonly Pin[] = [
  // Its http2 has no TrailerPrefix below `go1.27 && !http2legacy`; v0.53 and v0.55 do.
  { module: 'golang.org/x/net', version: 'v0.54.0', by: 'google.golang.org/grpc', go: '1.26' },
]

/** Returns the newest release of Go that compiles what a module requires; null if every release does. */
export function newestGoOf({ requires, replaced }: Module): Facts['newestGo'] {
  for (const { module, version, by, go } of pins) {
    const found = requires.get(module)
    const isUsed = requires.has(by) && !replaced.has(module)
    if (found?.version !== version || !isUsed) continue
    return { go, module, version, source: `go.mod:${found.line}` }
  }
  return null
}
