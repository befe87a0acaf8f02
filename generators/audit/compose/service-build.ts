import { posix } from 'node:path'
import { interpolate } from './interpolate.ts'
import { at, type Located, settingsOf, textOf } from './located.ts'

/** How Compose builds a service. */
export interface ServiceBuild {
  readonly at: Located
  /** Relative to the repository; undefined if it is elsewhere or not known. */
  readonly context: string | undefined
  /** Relative to the repository; undefined if it is inline, elsewhere or not known. */
  readonly dockerfile: string | undefined
  readonly target: string | undefined
  readonly args: ReadonlyMap<string, string | undefined>
}

/** Returns how Compose builds a service, by its `build`; paths are relative to `folder`. */
export function buildOf(
  node: Located,
  folder: string,
  variables: ReadonlyMap<string, string>,
): ServiceBuild {
  const read = (part: Located | undefined) => {
    const text = textOf(part)
    return text === undefined ? undefined : interpolate(text, variables)
  }
  const inside = (base: string, path: string) => {
    const joined = posix.normalize(posix.join(base, path)).replace(/(?<=.)\/$/, '')
    return path.startsWith('/') || joined === '..' || joined.startsWith('../') ? undefined : joined
  }
  const written =
    textOf(node) === undefined
      ? at(node, 'context') === undefined
        ? '.'
        : read(at(node, 'context'))
      : read(node)
  const context =
    written === undefined || /^(?:https?:|git[@:]|ssh:|github\.com\/)/.test(written)
      ? undefined
      : inside(folder, written)
  const file = at(node, 'dockerfile')
  const name = file === undefined ? 'Dockerfile' : read(file)
  const isInline = at(node, 'dockerfile_inline') !== undefined
  return {
    at: node,
    context,
    dockerfile:
      context === undefined || name === undefined || isInline ? undefined : inside(context, name),
    target: read(at(node, 'target')),
    args: new Map(
      [...settingsOf(at(node, 'args'))].map(([key, { value }]) => [
        key,
        value === undefined ? undefined : interpolate(value, variables),
      ]),
    ),
  }
}
