import type { Heredoc, Line } from '../../dockerfile/blocks.ts'

/** A flag of an instruction, such as `--from=build`. */
export interface Flag {
  readonly name: string
  /** Its value; empty for a flag without one, such as `--link`. */
  readonly value: string
}

/** An instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals. */
  readonly keyword: string
  /** The first and the last line, from 1. */
  readonly line: number
  readonly endLine: number
  readonly flags: readonly Flag[]
  /** What follows the keyword and the flags, without comments; lines still end with the escape character. */
  readonly lines: readonly Line[]
  /** The same in one line. */
  readonly text: string
  /** The words, if it has the exec form. */
  readonly exec: readonly string[] | undefined
  readonly heredocs: readonly Heredoc[]
}

/** A stage of a Dockerfile: a FROM and what follows it. */
export interface Stage {
  readonly index: number
  /** The name after AS, in lower case, since Docker ignores the case. */
  readonly name: string | undefined
  /** The line of FROM. */
  readonly line: number
  readonly from: Instruction
  /** The image as written. */
  readonly written: string
  /** The image with the defaults of global ARGs; undefined if that is not known. */
  readonly image: string | undefined
  /** The stage that it continues; undefined if it starts from an image. */
  readonly base: Stage | undefined
  /** The value of `--platform`, as written. */
  readonly platform: string | undefined
  /** The instructions after FROM. */
  readonly instructions: readonly Instruction[]
}

/** A Dockerfile. */
export interface Dockerfile {
  readonly path: string
  /** Its lines as written, for findings. */
  readonly source: readonly string[]
  /** The escape character: a backslash, or a backtick on Windows. */
  readonly escapeCharacter: string
  /** The ARGs before the first FROM. */
  readonly globals: readonly Instruction[]
  readonly stages: readonly Stage[]
}
