import type { Port } from '../facts.ts'
import { type Setting, textOf, type Value } from '../values/value.ts'

/** An address that a program listens on, as far as it is known. */
export interface Address {
  readonly port?: Port
  /** What sets the port, if its number is not known. */
  readonly setting?: Setting
}

/**
 * Returns the port and the interface in the address of a listener.
 * @param value the address: `host:port`, `:port` or, for some frameworks, a port
 */
export function addressIn(
  value: Value,
  protocol: Port['protocol'],
  source: string,
): Address | undefined {
  const parts = wholeIn(value.kind === 'joined' ? value.parts : [value])
  const text = knownEnd(parts)
  const match = /^(?:\w+:\/\/)?(?:(.*):)?(\d{1,5})\/?$/.exec(text)
  const number = Number(match?.[2] ?? Number.NaN)
  const setting = parts.findLast((part) => part.kind === 'setting' && isOfPort(part, parts))
  if (match !== null && isPort(number)) {
    const host = hostOf(match[1] ?? '')
    // A program listens at no name but its own: with another one, it is the address of a client.
    if (host === undefined || isOther(host)) return undefined
    // No published port brings a packet to a group of hosts.
    if (protocol === 'udp' && isGroup(host)) return {}
    const last = parts.findLast((part) => /\d$/.test(textOf(part) ?? ''))
    return {
      port: {
        port: number,
        protocol,
        ...(host === '' ? {} : { host, ...hostSettersOf(parts, host) }),
        ...(setting?.kind === 'setting' ? settersOf(setting) : {}),
        source: (last === undefined ? undefined : literalSource(last)) ?? source,
      },
    }
  }
  // Port 0: it does not listen unless somebody sets another one.
  if (match !== null && number === 0) return {}
  return setting?.kind === 'setting' && textOf(setting) === undefined ? { setting } : undefined
}

/** Returns the parts of an address, without what was put before one that has a host itself. */
function wholeIn(parts: readonly Value[]): readonly Value[] {
  const last = parts.slice(-1)
  const before = parts.at(-2)
  const isAfterColon = before !== undefined && textOf(before)?.endsWith(':') === true
  return last.some(
    (part) => (part.kind === 'setting' || isAfterColon) && /:\d+$/.test(textOf(part) ?? ''),
  )
    ? last
    : parts
}

/** Returns whether an address leaves the port to the system: port 0, or none. */
export function leavesPort(value: Value): boolean {
  const text = textOf(value) ?? knownEnd(value.kind === 'joined' ? value.parts : [value])
  return textOf(value) === '' || /(?:^|:)0$|:$/.test(text)
}

/** Returns the end of an address that is known; what is not known before it can only be the host. */
function knownEnd(parts: readonly Value[]): string {
  const texts = parts.map(textOf)
  const from = texts.lastIndexOf(undefined) + 1
  return texts.slice(from).join('')
}

/** Whether a part of an address is what contains the port. */
function isOfPort(part: Setting, parts: readonly Value[]): boolean {
  if (parts.length === 1) return true
  const text = textOf(part)
  if (text !== undefined) return /\d$/.test(text) && parts.indexOf(part) === parts.length - 1
  return parts.indexOf(part) === parts.length - 1
}

function isPort(number: number): boolean {
  return number > 0 && number < 65_536
}

/** Returns the interface of an address; empty for all of them, undefined if it can't be one. */
function hostOf(text: string): string | undefined {
  const host = text.replace(/^\[(.*)\]$/, '$1')
  if (/[/\s,]/.test(host)) return undefined
  return /^(0\.0\.0\.0|::|\*|)$/.test(host) ? '' : host
}

/** Whether a host is one of another machine: a name, and not that of the machine itself. */
function isOther(host: string): boolean {
  return (
    /[a-z]/i.test(host) && !host.includes(':') && !/(?:^|[.-])local(?:host|domain)?$/i.test(host)
  )
}

/** Whether an address is one of multicast. */
function isGroup(host: string): boolean {
  return /^(?:22[4-9]|23\d)(?:\.\d+){3}$|^ff[0-9a-f]{2}:/i.test(host)
}

/** Returns the flag and the variable that set a port. */
export function settersOf(setting: Setting): Pick<Port, 'flag' | 'env'> {
  const flag = find(setting, 'flag')
  const env = find(setting, 'env')
  const text = textOf(setting) ?? ''
  const isPart = setting.isOneOf === true || text.includes('://')
  const form: 'list' | 'port' | 'address' = isPart
    ? 'list'
    : /^\d*$/.test(text)
      ? 'port'
      : 'address'
  return {
    ...(flag === undefined ? {} : { flag: { name: flag, form } }),
    ...(env === undefined ? {} : { env: { name: env, form } }),
  }
}

/** Returns what sets the interface of an address alone: `HOST` of `HOST:PORT`. */
function hostSettersOf(parts: readonly Value[], host: string): Pick<Port, 'hostFlag' | 'hostEnv'> {
  const setting = parts.length === 1 ? undefined : parts.find((part) => isHost(part, host))
  const flag = find(setting, 'flag')
  const env = find(setting, 'env')
  return {
    ...(flag === undefined ? {} : { hostFlag: flag }),
    ...(env === undefined ? {} : { hostEnv: env }),
  }
}

function isHost(part: Value, host: string): boolean {
  return part.kind === 'setting' && hostOf(textOf(part) ?? '') === host
}

function find(value: Value | undefined, key: 'flag' | 'env'): string | undefined {
  return value?.kind === 'setting' ? (value[key] ?? find(value.default, key)) : undefined
}

/** Returns where the literal in a value stands. */
function literalSource(value: Value): string | undefined {
  if (value.kind === 'text') return value.source
  if (value.kind === 'setting') {
    return value.default === undefined ? undefined : literalSource(value.default)
  }
  return undefined
}
