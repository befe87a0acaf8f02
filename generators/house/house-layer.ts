import type { Layer } from '../layers/layers.ts'
import type { Owner } from '../plan/tree.ts'
import type { Row, Value } from '../questions/table.ts'
import type { Condition } from './condition.ts'

/** What a house layer does with a path of the tree below it. */
export type Verb =
  | 'add'
  | 'replace'
  | 'delete'
  | 'merge-json'
  | 'merge-yaml'
  /** Replaces the stages of a Dockerfile that have the same name. */
  | 'merge-dockerfile'
  /** Adds lines between markers. */
  | 'append-block'

/** One path of a house layer, and what happens to it. */
export interface FileRule {
  /** The repository path, without `.hbs`. */
  readonly path: string
  readonly verb: Verb
  /** Who owns the file; undefined for the owner below, or `managed` if the file is new. */
  readonly owner?: Owner
  /** Applies only to repositories for which this holds. */
  readonly when?: Condition
}

/** A choice that a house layer adds to an existing option. */
export interface NewChoice {
  readonly value: string
  readonly hint: string
  /** The boolean in the context; the default is the value in camel case. */
  readonly variable: string
  /** An existing choice whose files and variables this one starts from. */
  readonly like?: string
}

/** What a house layer changes about an option of the table below it. */
export interface AnswerRule {
  readonly default?: Value
  /** The only value that a repository may have. */
  readonly locked?: Value
  /** Whether the question is not asked, so that the default is used unless a flag is given. */
  readonly hidden?: boolean
  readonly choices?: readonly NewChoice[]
}

/** What updating a repository to a version or later does first. */
export interface Migration {
  /** The version of the layer that brought it. */
  readonly to: string
  /** Files and folders that have another path now: old path → new path. */
  readonly rename: Readonly<Record<string, string>>
  /** Answers that change: option → value. */
  readonly setAnswer: Readonly<Record<string, Value>>
}

/** A command of a layer: a program and its arguments, for no shell. */
export type LayerCommand = readonly string[]

/** The content of a `layer.json`. */
export interface Manifest {
  readonly name: string
  readonly version: string
  /** The versions of create-go-docker that it works with, as a semver range. */
  readonly extends?: string
  /** What it changes about options below it, by option. */
  readonly answers: Readonly<Record<string, AnswerRule>>
  /** Its own questions, by option. */
  readonly questions: Readonly<Record<string, Row>>
  readonly files: readonly FileRule[]
  readonly migrations: readonly Migration[]
  /** What is run in a repository after its files are written, if the layer is trusted. */
  readonly run?: readonly LayerCommand[]
  /** The name of its plopfile, which is read if the layer is trusted. */
  readonly plopfile?: string
}

/** A house layer: a team's own layer, read and compiled. */
export interface HouseLayer {
  readonly manifest: Manifest
  /** The templates in its `files/`: repository path → template. */
  readonly templates: Layer
  /** The source of its plopfile. */
  readonly plopfile?: string
  /** The digest of its canonical form: `sha256-<hexadecimal>`. */
  readonly integrity: string
}
