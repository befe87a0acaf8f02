import type { Port } from '../facts.ts'
import type { Place } from '../go/source-file.ts'
import type { Value } from '../values/value.ts'

/** A place where a program starts to listen. */
export interface Listener {
  readonly place: Place
  readonly protocol: Port['protocol']
  /** The values that its address may have; none if it says none or nothing is known. */
  readonly addresses: readonly Value[]
  /** Whether it is a socket for packets, which a client may have as well. */
  readonly isSocket?: true
  /** Whether it receives what is sent to a group of hosts, and so has no port that can be published. */
  readonly isOfGroup?: true
  /** What the framework listens on without an address. */
  readonly standard?: { readonly port: number; readonly env?: string }
}
