import { posix } from 'node:path'
import type { Dockerfile, Instruction, Stage } from './dockerfile/model.ts'
import {
  absolute,
  copiesIn,
  lineage,
  mountsOf,
  stageNamed,
  workingFolder,
} from './dockerfile/stages.ts'
import { belowContext, filesBelow, type Repository } from './repository.ts'

/** Files that come into a stage, by a copy or by a mount of a `RUN`. */
interface Brought {
  readonly from: string | undefined
  readonly sources: readonly string[]
  /** Where they are; undefined if it is not known. */
  readonly target: string | undefined
  readonly stage: Stage
  /** The `RUN` that has them; undefined if all that follow have. */
  readonly run?: Instruction
}

function broughtInto(file: Dockerfile, stage: Stage): readonly Brought[] {
  const mounted = stage.instructions.flatMap((run, at) =>
    mountsOf(run)
      .filter(({ type }) => type === 'bind')
      .map(({ from, source = '.', target = '.' }) => ({
        from,
        sources: [source],
        target: absolute(target, workingFolder(file, stage, at)),
        stage,
        run,
      })),
  )
  // A here-document is no source of the context.
  const copies = copiesIn(file, stage).filter(
    ({ instruction }) => instruction.heredocs.length === 0,
  )
  return [...copies, ...mounted]
}

/**
 * Returns the stages that get Go code or a go.mod of the repository, themselves or from another
 * stage. Any file may be some if the context is not known.
 */
export function stagesWithSource(
  file: Dockerfile,
  context: string | undefined,
  repository: Repository,
): ReadonlySet<Stage> {
  const found = new Set<Stage>()
  const known = new Map<string, boolean>()
  const isSource = (one: string) => {
    const is = known.get(one) ?? isGoSource(one, context, repository)
    known.set(one, is)
    return is
  }
  for (const stage of file.stages) {
    const has = broughtInto(file, stage).some(({ from, sources }) => {
      if (from === undefined) {
        return sources.length === 0 || sources.some(isSource)
      }
      const other = stageNamed(file, from, stage.index)
      return other !== undefined && found.has(other)
    })
    if (has || (stage.base !== undefined && found.has(stage.base))) found.add(stage)
  }
  return found
}

const goFile = /\.go$|(?:^|\/)go\.(?:mod|sum|work|\*)$/

/** Returns whether a source of a copy is Go code, or may be: a folder with some, a pattern. */
function isGoSource(source: string, context: string | undefined, repository: Repository): boolean {
  if (/^https?:|^git@/.test(source)) return false
  if (goFile.test(source) || context === undefined || repository.partial) return true
  const isPattern = /[*?[]/.test(source)
  if (isPattern && /\.\w+$/.test(source)) return false
  const plain = isPattern ? posix.dirname(source) : source
  const path = belowContext(context, plain)
  if (path === undefined) return true
  return filesBelow(repository, path).some((one) => goFile.test(one))
}

/** How many places of a folder are looked at, and copies of copies: there may be very many. */
const [most, deepest] = [50, 20]

/**
 * Returns the folders of a stage in which a folder of the context is, by copies and by the mounts of
 * a `RUN`.
 */
export function placesOf(
  file: Dockerfile,
  stage: Stage,
  folder: string,
  run?: Instruction,
): readonly string[] {
  const known = new Map<Stage, readonly string[]>()
  return visit(stage, 0)

  function visit(at: Stage, depth: number): readonly string[] {
    const before = known.get(at)
    if (before !== undefined || depth > deepest) return before ?? []
    const places = lineage(at)
      .slice(0, most)
      .flatMap((each) => broughtInto(file, each))
      .filter((one) => one.run === undefined || one.run === run)
      .flatMap(({ from, sources, target, stage: own }) => {
        const other = stageNamed(file, from, own.index)
        if (target === undefined || (from !== undefined && other === undefined)) return []
        const paths = other === undefined ? [`/${folder}`] : visit(other, depth + 1)
        return sources.flatMap((source) => paths.flatMap((path) => placeIn(target, source, path)))
      })
    const found = [...new Set(places)].slice(0, most)
    known.set(at, found)
    return found
  }
}

/** Returns where a path is in a target, if a source that contains it is copied there. */
function placeIn(target: string, source: string, path: string): readonly string[] {
  const last = source.slice(source.lastIndexOf('/') + 1)
  // A file, or a pattern of files, is copied from its folder.
  const isFile = /[*?[]|[^.]\.\w+$/.test(last)
  const base = absolute(isFile ? posix.dirname(source) : source, '/') ?? '/'
  const into = isFile && target.endsWith('.go') ? posix.dirname(target) : target
  const rest = restBelow(absolute(path, '/') ?? '/', base)
  if (rest === undefined || (isFile && rest !== '')) return []
  return [absolute(`${into}/${rest}`, '/') ?? '/']
}

/** Returns what follows a folder in a path, empty for the folder itself; undefined if it is not below it. */
export function restBelow(path: string, folder: string): string | undefined {
  if (path === folder) return ''
  const start = folder === '/' ? '/' : `${folder}/`
  return path.startsWith(start) ? path.slice(start.length) : undefined
}
