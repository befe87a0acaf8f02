import { posix } from 'node:path'
import { interpolate } from './interpolate.ts'
import { at, itemsOf, type Located, textOf } from './located.ts'
import type { Member } from './services.ts'

/** A volume of a service. */
export interface ServiceMount {
  readonly at: Located
  readonly kind: 'bind' | 'named' | 'anonymous' | 'other'
  /** What is mounted, variables replaced: a path or a name; undefined if it is not known. */
  readonly source: string | undefined
  /** Where it is in the container, without a slash at the end; undefined if it is not known. */
  readonly target: string | undefined
}

/** Returns the volumes of a service, in both forms. Those of `tmpfs` are not among them. */
export function mountsOf({ project, service }: Member): readonly ServiceMount[] {
  const read = (node: Located | undefined) => {
    const text = textOf(node)
    return text === undefined ? undefined : interpolate(text, project.variables)
  }
  const mounts = itemsOf(at(service.node, 'volumes')).map((item): ServiceMount => {
    const long = at(item, 'target')
    const source = at(item, 'source')
    if (long !== undefined) {
      const type = textOf(at(item, 'type'))
      const isNamed = source !== undefined
      const kind =
        type === 'bind'
          ? 'bind'
          : type === 'volume'
            ? isNamed
              ? 'named'
              : 'anonymous'
            : ('other' as const)
      return { at: item, kind, source: read(source), target: read(long) }
    }
    // The folder that Compose runs in is most often that of the project.
    const text = interpolate(
      (textOf(item) ?? '').replace(/^\$(?:PWD|\{PWD\})(?=\/)/, '.'),
      project.variables,
    )
    const [first = '', second] = text?.split(/:(?!\\)/) ?? []
    if (text === undefined) return { at: item, kind: 'other', source: undefined, target: undefined }
    if (second === undefined) {
      return { at: item, kind: 'anonymous', source: undefined, target: first }
    }
    return {
      at: item,
      kind: /^[./~]/.test(first) ? 'bind' : 'named',
      source: first,
      target: second,
    }
  })
  return mounts.map((mount) => ({ ...mount, target: mount.target?.replace(/(?<=.)\/+$/, '') }))
}

/** Returns a bind source relative to the repository; undefined if it is elsewhere or not known. */
export function sourceOf(
  { project }: Member,
  { at: node, kind, source }: ServiceMount,
): string | undefined {
  if (kind !== 'bind' || source === undefined || /^[/~]/.test(source)) return undefined
  const folder = project.folderOf(node)
  const path = posix.normalize(posix.join(folder, source)).replace(/(?<=.)\/$/, '')
  return path === '..' || path.startsWith('../') ? undefined : path
}
