import { interpolate } from './interpolate.ts'
import { at, itemsOf, type Located, textOf } from './located.ts'

/** A port that a service publishes. */
export interface PublishedPort {
  readonly at: Located
  /** The address that it is bound to; undefined for all of them. */
  readonly host: string | undefined
  /** The port in the container; undefined if it is not known. */
  readonly target: number | undefined
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
      return { at: item, host, target: Number.parseInt(textOf(long) ?? '', 10) || undefined }
    }
    // An address by a variable is set by whoever runs it.
    const text =
      interpolate(textOf(item) ?? '', variables) ??
      (textOf(item) ?? '').replaceAll(/\$\{[^}]*\}/g, '0')
    const [, host, rest = ''] =
      /^(?:(\[[^\]]*\]|[\d.]+|localhost):(?=[^:]*:|:))?(.*)$/.exec(text) ?? []
    const target = /(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(rest)?.[1]
    return { at: item, host, target: target === undefined ? undefined : Number(target) }
  })
}
