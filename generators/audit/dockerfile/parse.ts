import {
  type Block,
  blocksOf,
  escapeCharacterOf,
  type Line,
  oneLine,
} from '../../dockerfile/blocks.ts'
import { parseJson } from '../../json.ts'
import type { Dockerfile, Flag, Instruction, Stage } from './model.ts'
import { assignmentsOf, expand, globalScope } from './variables.ts'

/** A file that is not a Dockerfile, and why; `line` is null if it is about no line. */
export interface NoDockerfile {
  readonly path: string
  readonly line: number | null
  readonly why: string
}

/** The limit of instructions: the largest known Dockerfiles have a few hundred. */
const mostInstructions = 2000

/** The limit of stages, because rules follow each one down to its image. */
const mostStages = 300

/** The limit of variables, because every instruction after an ARG or an ENV has its own set. */
const mostVariables = 500

/** Parses a Dockerfile, or returns why it is none. Never throws, whatever the text. */
export function parseDockerfile(path: string, text: string): Dockerfile | NoDockerfile {
  try {
    return dockerfileOf(path, text)
  } catch {
    return { path, line: null, why: 'it cannot be parsed' }
  }
}

function dockerfileOf(path: string, text: string): Dockerfile | NoDockerfile {
  const source = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  if (text.includes('\0')) return { path, line: null, why: 'it is not a text file' }
  if (text.trim() === '') return { path, line: null, why: 'it is empty' }
  const escapeCharacter = escapeCharacterOf(source)
  const found = blocksOf(source, escapeCharacter)
  if (found.length > mostInstructions) {
    return { path, line: null, why: `it has more than ${mostInstructions} instructions` }
  }
  const open = found.find(({ unended }) => unended !== undefined)
  if (open !== undefined) {
    const why = `no line ends the here-document ${open.unended}`
    return { path, line: open.lines[0]?.line ?? null, why }
  }
  const instructions = found.map((one) => instructionOf(one, escapeCharacter))
  if (found.filter(({ keyword }) => keyword === 'FROM').length > mostStages) {
    return { path, line: null, why: `it has more than ${mostStages} stages` }
  }
  const variables = instructions.filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV')
  const names = new Set(variables.flatMap(assignmentsOf).map(({ name }) => name))
  if (names.size > mostVariables) {
    return { path, line: null, why: `it has more than ${mostVariables} variables` }
  }
  const firstFrom = instructions.findIndex(({ keyword }) => keyword === 'FROM')
  if (firstFrom === -1) return { path, ...withoutFrom(instructions) }
  const globals = instructions.slice(0, firstFrom)
  const wrong = globals.find(({ keyword }) => keyword !== 'ARG')
  if (wrong !== undefined) {
    return { path, line: wrong.line, why: `${wrong.keyword} cannot come before FROM` }
  }
  const stages = stagesOf(instructions.slice(firstFrom), globals, escapeCharacter)
  return { path, source, escapeCharacter, globals, stages }
}

const keywords: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)

/** Returns why a file without FROM is no Dockerfile, and at which line: a word that is no instruction. */
function withoutFrom(instructions: readonly Instruction[]): Pick<NoDockerfile, 'line' | 'why'> {
  const wrong = instructions.find(({ keyword }) => !keywords.has(keyword))
  if (wrong === undefined) return { line: null, why: 'it has no FROM' }
  const { keyword, line } = wrong
  const letters = (word: string) => [...word].sort().join('')
  const isFrom =
    letters(keyword) === letters('FROM') ||
    /^(?:F?ROM|FOM|FRM|FRO|FRROM|FROOM|FROMM)$/.test(keyword)
  return {
    line,
    why: `unknown instruction ${keyword.slice(0, 40)}${isFrom ? '; did you mean FROM?' : ''}`,
  }
}

function stagesOf(
  instructions: readonly Instruction[],
  globals: readonly Instruction[],
  escapeCharacter: string,
): readonly Stage[] {
  const scope = globalScope(globals, escapeCharacter)
  const stages: Stage[] = []
  const starts = instructions.flatMap(({ keyword }, at) => (keyword === 'FROM' ? [at] : []))
  for (const [index, start] of starts.entries()) {
    const from = instructions[start]
    if (from === undefined) continue
    const [written = '', , name] = from.text.split(/\s+/)
    const image = expand(written, scope, escapeCharacter)
    const named = stages.findLast((stage) => stage.name === image?.toLowerCase())
    stages.push({
      index,
      name: name?.toLowerCase(),
      line: from.line,
      from,
      written,
      image,
      base: image === undefined ? undefined : named,
      platform: from.flags.find((flag) => flag.name === 'platform')?.value,
      instructions: instructions.slice(start + 1, starts[index + 1]),
    })
  }
  return stages
}

function instructionOf(block: Block, escapeCharacter: string): Instruction {
  const { keyword, endLine, heredocs } = block
  const [first] = block.lines
  const { flags, rest } = withoutFlags(
    block.lines.map((line, index) =>
      index === 0 ? { ...line, text: line.text.trimStart().slice(keyword.length) } : line,
    ),
    escapeCharacter,
  )
  const text = oneLine(rest, escapeCharacter)
  return {
    keyword,
    line: first?.line ?? endLine,
    endLine,
    flags,
    lines: rest,
    text,
    exec: execOf(text),
    heredocs,
  }
}

/** Separates the flags at the start of an instruction from the rest. */
function withoutFlags(
  lines: readonly Line[],
  escapeCharacter: string,
): { readonly flags: readonly Flag[]; readonly rest: readonly Line[] } {
  const flags: Flag[] = []
  for (const [index, { text, line }] of lines.entries()) {
    let rest = text
    for (;;) {
      const [all, name, value = ''] = /^\s*--([\w-]+)(?:=("[^"]*"|\S*))?/.exec(rest) ?? []
      if (all === undefined || name === undefined) break
      flags.push({ name, value: value.replaceAll('"', '') })
      rest = rest.slice(all.length)
    }
    if (rest.trim() !== escapeCharacter) {
      return { flags, rest: [{ text: rest, line }, ...lines.slice(index + 1)] }
    }
  }
  return { flags, rest: [] }
}

function execOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined
  const value = parseJson(text)
  if (!Array.isArray(value)) return undefined
  const words = value.filter((word): word is string => typeof word === 'string')
  return words.length === value.length ? words : undefined
}
