import {
  type Block,
  blocksOf,
  escapeCharacterOf,
  isContinued,
  oneLine,
} from '../dockerfile/blocks.ts'
import { roomsIn } from '../plan/local-lines.ts'
import type { Patched } from './merge-json.ts'

/** A stage of a Dockerfile, and its lines with the comments directly above it. */
interface Stage {
  /** In lower case, because Docker ignores case there; undefined if it has no name. */
  readonly name: string | undefined
  /** The line of its FROM. */
  readonly from: string
  readonly lines: readonly string[]
}

/** A Dockerfile in parts. */
interface Parts {
  readonly before: readonly string[]
  /** The first instruction before the first stage, which concerns the whole file. */
  readonly global: string | undefined
  readonly stages: readonly Stage[]
  readonly escapeCharacter: string
  /** Why what follows the file would become a part of it; undefined if it wouldn't. */
  readonly open: string | undefined
}

/**
 * Returns a Dockerfile with each stage of a patch in the place of the stage with its name. A stage ends
 * at the next FROM. A comment at the top of the patch goes with its first stage. Room for lines of the
 * user stays, at the end of a new stage without any.
 */
export function mergeDockerfile(below: string, patch: string): Patched {
  const [file, change] = [partsOf(below), partsOf(patch)]
  const names = file.stages.flatMap(({ name }) => (name === undefined ? [] : [name]))
  const problem =
    (file.open && `in the file below, ${file.open}`) ??
    change.open ??
    escapeProblem(change, file) ??
    problemWith(change, names)
  if (problem !== undefined) return { problem }
  const own = new Map(change.stages.map((stage) => [stage.name, stage]))
  const [first] = change.stages
  const stages = file.stages.map((stage) => {
    const replacement = stage.name === undefined ? undefined : own.get(stage.name)
    if (replacement === undefined) return stage.lines
    const head = replacement === first ? change.before : []
    return [...head, ...trimmed(replacement.lines), ...keptRooms(stage, replacement), ...gap(stage)]
  })
  return { text: [...file.before, ...stages.flat()].join('\n') }
}

function escapeProblem(change: Parts, file: Parts): string | undefined {
  return change.escapeCharacter === file.escapeCharacter
    ? undefined
    : `its lines continue after ${change.escapeCharacter}, and those of the file below after ${file.escapeCharacter}`
}

/** Returns why a patch can't be applied to a file with some stages. */
function problemWith({ global, stages }: Parts, names: readonly string[]): string | undefined {
  if (stages.every(({ name }) => name === undefined)) {
    return 'it has no stage with a name, as in FROM IMAGE AS NAME'
  }
  if (global !== undefined) {
    return `it has ${global} before its first stage, which belongs to the whole file`
  }
  const [given, seen] = [new Set<string>(), new Set(names)]
  for (const { name, from } of stages) {
    if (name === undefined) return `its stage ${from} has no name`
    if (given.has(name)) return `it has two stages named ${name}`
    if (!seen.has(name)) return `the file below has no stage ${name}, only ${names.join(', ')}`
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      return `the file below has two stages named ${name}`
    }
    given.add(name)
  }
  return undefined
}

/** A stage starts with the comments that stand directly above its FROM. */
function partsOf(text: string): Parts {
  const lines = text.split('\n')
  const plain = lines.map((line) => line.replace(/\r$/, ''))
  const escapeCharacter = escapeCharacterOf(plain)
  const blocks = blocksOf(plain, escapeCharacter)
  const starts = blocks.flatMap((block) => {
    if (block.keyword !== 'FROM') return []
    const name = stageNameOf(oneLine(block.lines, escapeCharacter))
    return { name, from: firstLineOf(block), at: startOf(plain, indexOf(block)) }
  })
  const [first] = blocks
  return {
    escapeCharacter,
    open: openIn(blocks.at(-1), escapeCharacter),
    before: lines.slice(0, starts[0]?.at ?? lines.length),
    global: first === undefined || first.keyword === 'FROM' ? undefined : firstLineOf(first),
    stages: starts.map(({ name, from, at }, index) => ({
      name,
      from,
      lines: lines.slice(at, starts[index + 1]?.at ?? lines.length),
    })),
  }
}

function openIn(last: Block | undefined, escapeCharacter: string): string | undefined {
  if (last?.unended !== undefined) return `no line ends the here-document ${last.unended}`
  const text = last?.heredocs.length === 0 ? (last.lines.at(-1)?.text ?? '') : ''
  return isContinued(text, escapeCharacter)
    ? `nothing follows the last ${escapeCharacter}`
    : undefined
}

/** Returns the name in `FROM IMAGE AS NAME`, in lower case. */
function stageNameOf(text: string): string | undefined {
  return /\sAS\s+(\S+)\s*$/i.exec(text)?.[1]?.toLowerCase()
}

function firstLineOf({ lines: [first] }: Block): string {
  return first?.text.trim() ?? ''
}

function indexOf({ lines: [first] }: Block): number {
  return (first?.line ?? 1) - 1
}

function startOf(lines: readonly string[], at: number): number {
  let start = at
  while (lines[start - 1]?.startsWith('#')) start -= 1
  return start
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return lines.slice(0, last + 1)
}

function keptRooms(below: Stage, { lines }: Stage): readonly string[] {
  return roomsIn(lines).length > 0 ? [] : roomsIn(below.lines)
}

/** Returns the empty lines that end a stage. */
function gap({ lines }: Stage): readonly string[] {
  return lines.slice(trimmed(lines).length)
}
