import type { Port } from './facts.ts'

/**
 * Returns a port as EXPOSE and Compose write it: `8080`, or `53/udp`. Ports of different transports
 * may have the same number.
 */
export function portName({ port, protocol }: Pick<Port, 'port' | 'protocol'>): string {
  return protocol === 'udp' ? `${port}/udp` : `${port}`
}
