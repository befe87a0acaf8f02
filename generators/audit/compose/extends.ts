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
    const chain: { readonly key: string; readonly node: Located }[] = []
    const open = new Set<string>()
    let one: Located | undefined = node
    let place: ReturnType<typeof baseOf> = { file, name, key: `${file}\0${name}` }
    while (place !== undefined && one !== undefined && !done.has(place.key)) {
      if (open.has(place.key)) {
        one = undefined
        break
      }
      open.add(place.key)
      chain.push({ key: place.key, node: one })
      place = baseOf(one, place.file)
      if (place !== undefined) one = at(files.get(place.file)?.root, 'services', place.name)
    }
    // What the last of the chain extends; nothing if it extends none.
    const isWhole = place === undefined
    let below = place !== undefined && done.has(place.key) ? done.get(place.key) : undefined
    for (const [index, { key, node }] of chain.reverse().entries()) {
      const isFirst = isWhole && index === 0
      const above = below === undefined ? undefined : merged(below, node, [])
      below = isFirst ? node : above
      if (below !== undefined) values += sizeOf(below)
      if (values > mostValues) below = undefined
      done.set(key, below)
    }
    return chain.length === 0 ? below : done.get(`${file}\0${name}`)
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
