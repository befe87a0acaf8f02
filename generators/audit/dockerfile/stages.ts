import { posix } from 'node:path'
import type { Dockerfile, Instruction, Stage } from './model.ts'
import { expandAt } from './variables.ts'

/** Returns a stage and those that it continues, the stage itself first. */
export function lineage(stage: Stage): readonly Stage[] {
  const all: Stage[] = []
  for (let at: Stage | undefined = stage; at !== undefined; at = at.base) all.push(at)
  return all
}

/** Returns the image that a stage starts from, through other stages; undefined if it is not known. */
export function imageOf(stage: Stage): string | undefined {
  return lineage(stage).at(-1)?.image
}

/** An instruction, and the stage that it belongs to. */
export interface Placed {
  readonly instruction: Instruction
  readonly stage: Stage
  /** Its index in the stage. */
  readonly at: number
}

/** Returns the instructions that made a stage, in their order, those of the stages below included. */
export function instructionsOf(stage: Stage): readonly Placed[] {
  return [...lineage(stage)]
    .reverse()
    .flatMap((stage) => stage.instructions.map((instruction, at) => ({ instruction, stage, at })))
}

/** Returns the instruction of a kind that counts for a stage: the last one. */
export function lastOf(stage: Stage, keyword: string): Placed | undefined {
  return instructionsOf(stage).findLast(({ instruction }) => instruction.keyword === keyword)
}

/** Returns the stage that a word in `--from` means, as seen from a stage; undefined for an image. */
export function stageNamed(
  { stages }: Dockerfile,
  word: string | undefined,
  before = stages.length,
): Stage | undefined {
  if (word === undefined) return undefined
  if (/^\d+$/.test(word)) return Number(word) < before ? stages[Number(word)] : undefined
  return stages.slice(0, before).findLast(({ name }) => name === word.toLowerCase())
}

/** A mount of a `RUN`. */
export interface Mount {
  readonly type: string
  readonly from: string | undefined
  readonly source: string | undefined
  readonly target: string | undefined
}

/** Returns the mounts of an instruction. */
export function mountsOf({ flags }: Instruction): readonly Mount[] {
  return flags
    .filter(({ name }) => name === 'mount')
    .map(({ value }) => {
      const fields = new Map(
        value.split(',').map((field): [string, string] => {
          const [key = '', ...rest] = field.split('=')
          return [key, rest.join('=')]
        }),
      )
      return {
        type: fields.get('type') ?? 'bind',
        from: fields.get('from'),
        source: fields.get('source') ?? fields.get('src'),
        target: fields.get('target') ?? fields.get('dst') ?? fields.get('destination'),
      }
    })
}

/** Returns the words after `--from` and `from=` of a stage's own instructions. */
function copiedFrom(dockerfile: Dockerfile, { instructions, index }: Stage): readonly Stage[] {
  return instructions.flatMap((instruction) =>
    [
      ...instruction.flags.filter(({ name }) => name === 'from').map(({ value }) => value),
      ...mountsOf(instruction).map(({ from }) => from),
    ].flatMap((word) => stageNamed(dockerfile, word, index) ?? []),
  )
}

/** Returns the stages that a stage needs, itself included. */
export function neededBy(dockerfile: Dockerfile, stage: Stage): ReadonlySet<Stage> {
  const needed = new Set<Stage>()
  const waiting = [stage]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (needed.has(at)) continue
    needed.add(at)
    waiting.push(...(at.base === undefined ? [] : [at.base]), ...copiedFrom(dockerfile, at))
  }
  return needed
}

/** A `COPY` or an `ADD`: what it copies, where from, and where to. */
export interface Copy extends Placed {
  /** The stage or the image after `--from`; undefined for the build context. */
  readonly from: string | undefined
  /** The sources, as far as they are known. */
  readonly sources: readonly string[]
  /** Whether all sources are known. */
  readonly isKnown: boolean
  /** The target as an absolute path; undefined if it is not known. */
  readonly target: string | undefined
}

/** Returns whether a copy brings the whole build context: `.`, `/`, and `..`, above which there is nothing. */
export function isWholeContext({ from, sources }: Copy): boolean {
  return from === undefined && sources.some((source) => posix.join('/', source) === '/')
}

const knownCopies = new WeakMap<Stage, readonly Copy[]>()

/** Returns the copies of a stage's own instructions. */
export function copiesIn(dockerfile: Dockerfile, stage: Stage): readonly Copy[] {
  const copies = knownCopies.get(stage) ?? readCopies(dockerfile, stage)
  knownCopies.set(stage, copies)
  return copies
}

function readCopies(dockerfile: Dockerfile, stage: Stage): readonly Copy[] {
  return stage.instructions.flatMap((instruction, at) => {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return []
    const words = (instruction.exec ?? plainWords(instruction.text))
      .filter((word) => !word.startsWith('<<'))
      .map((word) => expandAt(dockerfile, { stage, at }, word))
    const target = words.at(-1)
    const sources = words.slice(0, instruction.heredocs.length > 0 ? 0 : -1)
    return {
      instruction,
      stage,
      at,
      from: instruction.flags.find(({ name }) => name === 'from')?.value,
      sources: sources.flatMap((word) => word ?? []),
      isKnown: !sources.includes(undefined),
      target:
        target === undefined ? undefined : absolute(target, workingFolder(dockerfile, stage, at)),
    }
  })
}

function plainWords(text: string): readonly string[] {
  return (text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
    word.replaceAll(/["']/g, ''),
  )
}

/** Returns the working directory before an instruction of a stage; undefined if it is not known. */
export function workingFolder(
  dockerfile: Dockerfile,
  stage: Stage,
  at: number,
): string | undefined {
  return foldersIn(dockerfile, stage)[at]
}

const knownFolders = new WeakMap<Stage, readonly (string | undefined)[]>()

/** Returns the working directory before each instruction of a stage, and after the last. */
function foldersIn(dockerfile: Dockerfile, stage: Stage): readonly (string | undefined)[] {
  const known = knownFolders.get(stage)
  if (known !== undefined) return known
  let folder = firstFolder(dockerfile, stage)
  const folders = [folder]
  for (const [at, { keyword, text }] of stage.instructions.entries()) {
    if (keyword === 'WORKDIR') {
      const to = expandAt(dockerfile, { stage, at }, text.replaceAll('"', ''))
      folder = to === undefined ? undefined : absolute(to, folder)
    }
    folders.push(folder)
  }
  knownFolders.set(stage, folders)
  return folders
}

/** Returns where a stage starts: Go's images in /go; others, as far as is known, at the root. */
function firstFolder(dockerfile: Dockerfile, { base, image }: Stage): string | undefined {
  if (base !== undefined) return foldersIn(dockerfile, base).at(-1)
  return /^(?:.*\/)?golang[:@]/.test(`${image}:`) ? '/go' : '/'
}

/** Returns a path of an image as an absolute one without dots; undefined if it depends on what is unknown. */
export function absolute(path: string, folder: string | undefined): string | undefined {
  if (!path.startsWith('/') && folder === undefined) return undefined
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
