import { type Finding, warning } from '../finding.ts'
import type { Problem } from '../problem.ts'
import { readOptions } from '../questions/answer-problems.ts'
import type { Table, Value } from '../questions/table.ts'
import { type BuildContext, buildContextOf } from './build-context.ts'
import { mixedFolders, openVariables } from './compose-text.ts'
import type { Facts, Main } from './facts.ts'
import { type Image, imageOf } from './image.ts'
import { type BaseImage, baseImages } from './names.ts'
import { baseProblems, unknownLibraries, unknownPrograms } from './needs.ts'
import { dockerizeOptions } from './options.ts'
import { targetsOf } from './targets.ts'

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
    warnings: [
      ...images.flatMap(unreachable),
      ...images
        .filter(({ main, ports }) => main.kind === 'server' && ports.length === 0)
        .map(noPort),
      ...images.flatMap(missingVariables),
      ...images.flatMap(mixedWarnings),
      ...images.flatMap(({ main }) => missingFiles(main)),
      ...images.flatMap((image) =>
        image.main.kind === 'server' && image.probe === undefined ? [unwatched(image)] : [],
      ),
      ...unknownPrograms(mains).map(({ name: program, source }) =>
        warningAt(
          'dockerize/program',
          source,
          `${source} runs ${program}, which no base image is known to have`,
          'Install it in the stage base, between the lines BEGIN local and END local.',
        ),
      ),
      ...unknownLibraries(mains).map(({ name: library, use }) =>
        warningAt(
          'dockerize/library',
          use.source,
          `${use.source} links the C library ${library}, whose packages are not known`,
          'Install its headers in the stage build, and the library in the stage base, between the lines BEGIN local and END local.',
        ),
      ),
      ...mains
        .flatMap(({ embeds }) => embeds.filter(({ present }) => !present))
        .map(({ pattern, source }) =>
          warningAt(
            'dockerize/embed',
            source,
            `${source} embeds ${pattern}, which is not in the repository`,
            'Generate it before the build, or in the stage build.',
          ),
        ),
    ],
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

function unreachable({ ports, args }: Image): readonly Finding[] {
  if (args.length > 0) return []
  return ports.flatMap(({ stuckOn, source = '', port }) =>
    stuckOn === undefined
      ? []
      : [
          warningAt(
            'dockerize/loopback',
            source,
            `${source} listens on ${stuckOn}:${port}, which nothing outside of its container can reach`,
            `Make it listen on :${port}.`,
          ),
        ],
  )
}

function noPort({ target, main }: Image): Finding {
  return warningAt(
    'dockerize/port',
    main.source,
    `the port of ${target} is not known: the code does not say it`,
    'Use --port NUMBER.',
  )
}

function missingVariables(image: Image): readonly Finding[] {
  const open = openVariables(image)
  const [first] = open
  const source = image.main.env.find(({ name }) => name === first)?.source
  if (first === undefined || source === undefined) return []
  const message = `${image.target} exits unless ${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} set`
  const found = warningAt('dockerize/variable', source, message, 'Set them in .env or the shell.')
  return [{ ...found, severity: 'info' }]
}

function unwatched({ target, main }: Image): Finding {
  const message = `${target} has no health check, because no program in its image could run one: Compose calls it healthy once it runs`
  const remedy =
    'Look at docker compose ps and logs, or give the program a health check of its own.'
  return { ...warningAt('dockerize/health', main.source, message, remedy), severity: 'info' }
}

function mixedWarnings(image: Image): readonly Finding[] {
  const [first] = mixedFolders(image)
  const written = image.main.files.find(({ access }) => access === 'write')
  if (first === undefined || written === undefined) return []
  return [
    warningAt(
      'dockerize/volume',
      written.source,
      `${written.source} writes ${written.path} beside files of the image, so that it is lost with its container`,
      'Let it write to a folder of its own, which becomes a volume.',
    ),
  ]
}

function missingFiles({ files }: Main): readonly Finding[] {
  return files
    .filter(({ access, at, required }) => access === 'read' && at === null && required)
    .map(({ path, source }) =>
      warningAt(
        'dockerize/file',
        source,
        `${source} reads ${path}, which is not in the repository, and ends without it`,
        'Mount it, or add it to the image.',
      ),
    )
}

function warningAt(rule: string, source: string, message: string, remedy: string): Finding {
  const [, file = source, line] = /^(.*):(\d+)$/.exec(source) ?? []
  return { ...warning(rule, file, message, remedy), line: line === undefined ? null : Number(line) }
}
