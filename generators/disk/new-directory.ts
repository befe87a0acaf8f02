import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '../plan/change.ts'
import { attempt, refused, tryTo } from './disk-error.ts'
import { reachOf } from './look.ts'
import { openStage, removeStage, renameDirectory } from './transaction/index.ts'
import { directoriesOf, moved, pacer, write } from './write.ts'

/** Writes a directory that isn't there: beside its place, or beside its first parent that is missing, then one rename. */
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

/** Returns a function that makes what stands at a path below a root, which will be a directory. */
function maker(directory: string, root: string) {
  return (path: string, act: (place: string) => void): void => {
    try {
      // `join` for each file costs more than all the writing: V8 sets out to optimize it.
      act(`${root}/${path}`)
    } catch (error) {
      throw refused(`cannot write ${join(directory, path)}`, error)
    }
  }
}

/** Renames the topmost directory that is missing; when another run makes that one meanwhile, the next below it. */
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
