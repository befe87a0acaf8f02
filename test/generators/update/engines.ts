import { gitMerge } from '../../../bin/git/merge-tree.ts'
import { builtInMerge } from '../../../generators/update/built-in-merge.ts'
import { withLineEnds } from '../../../generators/update/line-ends.ts'
import type { Entry, Files, MergeEngine } from '../../../generators/update/merge.ts'

const { PATH } = process.env

/** Both engines, by name. */
export const engines: readonly (readonly [name: 'git' | 'built-in', engine: MergeEngine])[] = [
  ['git', withLineEnds(gitMerge({ env: { PATH }, signal: new AbortController().signal }))],
  ['built-in', withLineEnds(builtInMerge)],
]

/** Contents by path: a text, the target of a link after `-> `, or an executable after `x `. */
export type Sketch = Readonly<Record<string, string | Uint8Array>>

/** Returns the files of a sketch. */
export function filesOf(sketch: Sketch): Files {
  return new Map(Object.entries(sketch).map(([path, content]) => [path, entryOf(content)]))
}

function entryOf(content: string | Uint8Array): Entry {
  if (typeof content !== 'string') return { content, mode: '100644' }
  const [, kind, rest = ''] = /^(-> |x )([\s\S]*)$/.exec(content) ?? []
  if (kind === undefined) return { content: Buffer.from(content), mode: '100644' }
  return { content: Buffer.from(rest), mode: kind === 'x ' ? '100755' : '120000' }
}

/** Returns files as a sketch. */
export function sketchOf(files: Files): Readonly<Record<string, string>> {
  const signs = { '100644': '', '100755': 'x ', '120000': '-> ' } as const
  return Object.fromEntries(
    [...files].map(([path, { content, mode }]) => [
      path,
      `${signs[mode]}${Buffer.from(content).toString('latin1')}`,
    ]),
  )
}
