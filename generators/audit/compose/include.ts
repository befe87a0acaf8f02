import { posix } from 'node:path'
import { at, itemsOf, type Located, textOf } from './located.ts'
import { merged } from './merge.ts'
import type { ComposeFile } from './parse.ts'

/** Returns the files that some files include, as far as the paths are literal. */
export function includedBy(files: readonly ComposeFile[]): readonly string[] {
  return files.flatMap(({ root, path }) =>
    itemsOf(at(root, 'include')).flatMap((item) => pathsOf(item, path) ?? []),
  )
}

/** The most files that are followed from one: more are a mistake or an attack. */
const most = 100

/** A top level with what it includes. */
interface Whole {
  readonly root: Located
  /** Whether every included file is known. */
  readonly isWhole: boolean
}

/**
 * Returns the top level of a file with that of the files it includes below it. `done` has those of
 * other files, so that each is read once. See https://docs.docker.com/reference/compose-file/include/.
 */
export function withIncluded(
  { root, path }: ComposeFile,
  files: ReadonlyMap<string, ComposeFile>,
  done: Map<string, Whole> = new Map(),
): Whole {
  const known = done.get(path)
  if (known !== undefined) return known
  // What a file that includes itself sees of itself.
  done.set(path, { root, isWhole: false })
  const read = itemsOf(at(root, 'include')).flatMap((item) =>
    (pathsOf(item, path) ?? [undefined]).map((each) => files.get(each ?? '')),
  )
  const whole = read
    .flatMap((file) =>
      file === undefined || done.size > most ? [] : [withIncluded(file, files, done)],
    )
    .reduceRight<Whole>(
      (above, below) => ({
        root: merged(below.root, above.root, []),
        isWhole: above.isWhole && below.isWhole,
      }),
      { root, isWhole: !read.includes(undefined) && done.size <= most },
    )
  done.set(path, whole)
  return whole
}

/** Returns the files of an item of `include`; undefined if they depend on what is not known. */
function pathsOf(item: Located, from: string): readonly string[] | undefined {
  const path = at(item, 'path')
  const written = path === undefined ? [textOf(item)] : [textOf(path), ...itemsOf(path).map(textOf)]
  const known = written.filter((each) => each !== undefined)
  const isPlain = known.every((each) => /^[\w.][\w./-]*$/.test(each))
  if (known.length === 0 || !isPlain || at(item, 'project_directory') !== undefined)
    return undefined
  return known.map((each) => posix.normalize(posix.join(posix.dirname(from), each)))
}
