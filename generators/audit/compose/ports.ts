import { interpolate } from './interpolate.ts'
import { at, itemsOf, type Located, textOf } from './located.ts'

/** A port that a service publishes. */
export interface PublishedPort {
  readonly at: Located
  /** The address that it is bound to; undefined for all of them. */
  readonly host: string | undefined
  /** The port of the host; undefined if Docker chooses it, or it is not known. */
  readonly published: number | undefined
  /** The port in the container; undefined if it is not known. */
  readonly target: number | undefined
  /** Whether it is one of UDP. */
  readonly isUdp: boolean
  /** Whether the port in the container is a variable that only a run knows. */
  readonly isVariable: boolean
}

/** Returns the ports that a service publishes, from both forms of `ports`. */
export function portsOf(
  service: Located,
  variables: ReadonlyMap<string, string>,
): readonly PublishedPort[] {
  return itemsOf(at(service, 'ports')).map((item): PublishedPort => {
    const long = at(item, 'target')
    if (long !== undefined) {
      const host = textOf(at(item, 'host_ip'))
      const text = interpolate(textOf(long) ?? '', variables)
      const target = Number.parseInt(text ?? '', 10) || undefined
      const isUdp = textOf(at(item, 'protocol')) === 'udp'
      const outside = interpolate(textOf(at(item, 'published')) ?? '', variables) ?? ''
      const published = /^\d+$/.test(outside) ? Number(outside) : undefined
      return { at: item, host, published, target, isUdp, isVariable: text === undefined }
    }
    // An address by a variable is set by whoever runs it.
    const known = interpolate(textOf(item) ?? '', variables)
    const text = known ?? (textOf(item) ?? '').replaceAll(/\$(?:\{[^}]*\}|\w+)/g, '0')
    const [, host, rest = ''] =
      /^(?:(\[[^\]]*\]|[\d.]+|localhost):(?=[^:]*:|:))?(.*)$/.exec(text) ?? []
    const target = Number(/(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(rest)?.[1] ?? 0) || undefined
    // A variable alone may have an address, too.
    const isUdp = /\/udp$/i.test(rest)
    const outside = known === undefined ? undefined : /^(\d+):\d+(?:\/\w+)?$/.exec(rest)?.[1]
    const published = outside === undefined ? undefined : Number(outside)
    return { at: item, host, published, target, isUdp, isVariable: /:0(?:\/\w+)?$/.test(rest) }
  })
}
