import type { Finding } from '../finding.ts'
import type { Problem } from '../problem.ts'
import { readOptions } from '../questions/answer-problems.ts'
import type { Table, Value } from '../questions/table.ts'
import { type BuildContext, buildContextOf } from './build-context.ts'
import type { Facts, Main } from './facts.ts'
import { type Image, imageOf } from './image.ts'
import { type BaseImage, baseImages } from './names.ts'
import { baseProblems } from './needs.ts'
import { dockerizeOptions } from './options.ts'
import { targetsOf } from './targets.ts'
import { warningsOf } from './warnings.ts'

/** What the container files of a repository will be, and what is in the way. */
export interface Design {
  readonly table: Table
  readonly base: BaseImage
  /** The images, the one that `docker build` gives last. */
  readonly images: readonly Image[]
  readonly context: BuildContext
  /** What is wrong with the answers that were given. */
  readonly wrong: readonly Problem[]
  /** Why no image would build or run. */
  readonly problems: readonly Problem[]
  /** What a person should know, because the code does not say it or can't be served as it is. */
  readonly warnings: readonly Finding[]
}

/** What a design is made from. */
export interface DesignInput {
  /** The repository as an absolute path, with slashes. */
  readonly directory: string
  readonly name: string
  readonly facts: Facts
  /** The answers that were given, by option; the facts decide the others. */
  readonly given: Readonly<Record<string, Value>>
  /** Returns whether a path, relative to the directory, exists. */
  readonly exists: (path: string) => boolean
}

/** Designs the container files of a repository. */
export function designOf({ directory, name, facts, given, exists }: DesignInput): Design {
  const table = dockerizeOptions(facts)
  const read = readOptions(given, table)
  const value = (option: string): Value => read.answers[option] ?? table[option]?.default ?? ''
  const base = baseImages.find((image) => image === value('baseImage')) ?? 'distroless'
  const chosen = value('commands')
  const mains = facts.mains.filter(({ path }) => chosen.includes(path))
  const port = Number(value('port')) || undefined
  const services = mains.flatMap(({ services }) => services.map(({ name }) => name))
  const images = targetsOf(mains, name, services).map((target, index, all) =>
    imageOf(target, base, index === all.length - 1 ? port : undefined),
  )
  const context = buildContextOf(facts, exists, directory)
  return {
    table,
    base,
    images,
    context,
    wrong: read.problems.map(({ what }) => ({ what, fix: 'Omit it, to use what the code says.' })),
    problems: [...problemsOf(facts, mains), ...baseProblems(base, mains)],
    warnings: warningsOf(facts, images, base),
  }
}

function problemsOf(facts: Facts, mains: readonly Main[]): readonly Problem[] {
  const isUnsummed = facts.requires && !facts.goSum && !facts.vendor
  return [
    ...(facts.mains.length === 0
      ? [
          {
            what: 'no package main builds for Linux',
            fix: 'Use the folder of a module with one.',
          },
        ]
      : []),
    ...(facts.mains.length > 0 && mains.length === 0
      ? [{ what: 'no command is chosen', fix: 'Use --commands with one of them.' }]
      : []),
    ...(isUnsummed
      ? [
          {
            what: 'go.mod requires other modules, but there is no go.sum',
            fix: 'Run go mod tidy first.',
          },
        ]
      : []),
  ]
}
