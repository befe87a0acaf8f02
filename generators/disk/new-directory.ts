import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '../plan/change.ts'
import { attempt, refused, tryTo } from './disk-error.ts'
import { reachOf } from './look.ts'
import { openStage, removeStage, renameDirectory } from './transaction/index.ts'
import { directoriesOf, moved, pacer, write } from './write.ts'

/**
 * Creates a new directory: builds it next to its target, or next to its topmost missing parent, and
 * renames it once.
 */
export async function writeNewDirectory(
  plan: Plan,
  signal: AbortSignal | undefined,
): Promise<void> {
  const pause = pacer(signal)
  const { base, missing } = reachOf(plan.directory)
  const opened = attempt(`cannot write ${base}`, () => openStage(base))
  const { stage } = opened
  try {
    const root = join(stage, 'tree', ...missing)
    attempt(`cannot write ${plan.directory}`, () => mkdirSync(root, { recursive: true }))
    const make = maker(plan.directory, root)
    const files = plan.changes.filter((change) => change.status === 'create')
    for (const directory of directoriesOf(files)) {
      make(directory, (place) => mkdirSync(place))
    }
    for (const { path, file } of files) {
      await pause()
      make(path, (place) => write(place, file))
    }
    await putDirectory(plan, join(stage, 'tree'), missing)
  } finally {
    tryTo(() => removeStage(opened))
  }
}

/** Returns a function that creates paths below `root`, which will become `directory`. */
function maker(directory: string, root: string) {
  return (path: string, act: (place: string) => void): void => {
    try {
      // A `join` per file costs more than all the writing, because V8 starts optimizing it.
      act(`${root}/${path}`)
    } catch (error) {
      throw refused(`cannot write ${join(directory, path)}`, error)
    }
  }
}

/**
 * Renames the topmost missing directory; if another run creates that one first, the next one below
 * it.
 */
async function putDirectory(plan: Plan, tree: string, names: readonly string[]): Promise<void> {
  for (let depth = -1; ; ) {
    const { base, missing } = reachOf(plan.directory)
    const [top] = missing
    const reached = names.length - missing.length
    if (top === undefined || reached === depth) throw moved(plan)
    depth = reached
    const from = join(tree, ...names.slice(0, depth + 1))
    if (await renameDirectory(from, join(base, top))) return
  }
}
