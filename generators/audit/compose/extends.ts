import { posix } from 'node:path'
import { at, type Located, textOf } from './located.ts'
import { merged } from './merge.ts'
import type { ComposeFile } from './parse.ts'

/** The limit of values in the services of a project, so that copies of copies take no time. */
const mostValues = 100_000

/** Returns a service with what it extends; undefined if that is missing, extends itself, or is too much. */
export type Extend = (file: string, name: string, node: Located) => Located | undefined

/**
 * Returns a function that lays a service over what it extends, each of them read once. See
 * https://docs.docker.com/reference/compose-file/services/#extends.
 */
export function extender(files: ReadonlyMap<string, ComposeFile>): Extend {
  const done = new Map<string, Located | undefined>()
  const sizeOf = sizes()
  let values = 0

  /** Returns the file and the service that a service extends. */
  const baseOf = (node: Located, file: string) => {
    const extending = at(node, 'extends')
    if (extending === undefined) return undefined
    const name = textOf(extending) ?? textOf(at(extending, 'service')) ?? ''
    const other = textOf(at(extending, 'file'))
    const path =
      other === undefined ? file : posix.normalize(posix.join(posix.dirname(file), other))
    return { file: path, name, key: `${path}\0${name}` }
  }

  return (file, name, node) => {
    const first = `${file}\0${name}`
    const chain: { readonly key: string; readonly node: Located }[] = []
    let one: Located | undefined = node
    let place: ReturnType<typeof baseOf> = { file, name, key: first }
    while (place !== undefined && one !== undefined && !done.has(place.key)) {
      // What a service that extends itself sees of itself.
      done.set(place.key, undefined)
      chain.push({ key: place.key, node: one })
      place = baseOf(one, place.file)
      one = place && at(files.get(place.file)?.root, 'services', place.name)
    }
    let below = place && done.get(place.key)
    for (const [index, { key, node }] of chain.reverse().entries()) {
      const isBase = place === undefined && index === 0
      const whole = isBase ? node : below && merged(below, node, [])
      if (whole !== undefined) values += sizeOf(whole)
      below = values > mostValues ? undefined : whole
      done.set(key, below)
    }
    return done.get(first)
  }
}

/** Returns a function that counts the values in a value, each shared one once. */
function sizes(): (node: Located) => number {
  const known = new WeakMap<Located, number>()
  const sizeOf = (node: Located): number => {
    const size = known.get(node)
    if (size !== undefined) return size
    const { value } = node
    const parts = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : []
    const found = parts.reduce((sum, part) => sum + sizeOf(part), 1)
    known.set(node, found)
    return found
  }
  return sizeOf
}
