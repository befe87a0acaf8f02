import { posix } from 'node:path'
import type { AuditedDockerfile } from '../audited.ts'
import { compiledMains, folderOf } from '../compiled.ts'
import {
  commandsIn,
  type GoCommand,
  goCommandsIn,
  goFlag,
  packagesOf,
} from '../dockerfile/go-commands.ts'
import { copiesIn } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import type { Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { placesOf } from '../sources.ts'

/** How many commands of a Dockerfile are looked at. */
const mostCommands = 5

/** How many times a folder is compared with a copy, in all Dockerfiles together. */
const mostComparisons = 500_000

/** What leaves the code as it was copied. */
const harmless =
  /^(?:go|apk|apt|apt-get|cd|export|set|mkdir|chmod|adduser|addgroup|update-ca-certificates)$/

/** Returns the folder of the module that a `go build` without another package compiles, as far as it is sure. */
function compiledFolder(
  dockerfile: AuditedDockerfile,
  command: GoCommand,
  { folders }: Repository,
): string | undefined {
  const { file, context, module } = dockerfile
  const isPlain =
    command.verb === 'build' &&
    packagesOf(command).every((word) => word === '.') &&
    goFlag(command, 'o') !== undefined &&
    ['C', 'tags', 'overlay', 'modfile'].every((name) => goFlag(command, name) === undefined)
  const isUntouched = commandsIn(file, command.stage).every(
    ({ words: [program = '', verb] }) => harmless.test(program) && verb !== 'generate',
  )
  if (!isPlain || !isUntouched || context === undefined || module === undefined) return undefined
  const folder = folderOf(dockerfile, command)
  const found = [...folders].filter((one) => {
    const inContext = posix.relative(context, one)
    const isIn =
      one === module.folder || module.folder === '.' || one.startsWith(`${module.folder}/`)
    return (
      isIn &&
      !inContext.startsWith('..') &&
      placesOf(file, command.stage, inContext, command.run).includes(folder ?? '')
    )
  })
  return found.length === 1 ? found[0] : undefined
}

export const G73: Rule = {
  id: 'G73',
  name: 'build-of-no-program',
  severity: 'error',
  reason:
    '`go build` fails in a folder without Go files, and of a package that is no main it makes no program.',
  source: 'https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies; tried',
  fix: 'Name the package with the main function, such as go build -o /app ./cmd/api.',
  overlaps: [],
  *check({ dockerfiles, repository, modules }): Iterable<Found> {
    if (repository.partial) return
    let comparisons = 0
    for (const dockerfile of dockerfiles) {
      const { path, file, facts, module, isContextCertain } = dockerfile
      const [main] = facts?.mains ?? []
      if (!isContextCertain || module === undefined || facts === undefined || main === undefined)
        continue
      // A program may be in what was not read.
      if (facts.unknown.some(({ about }) => about === 'code')) continue
      const commands = file.stages
        .flatMap((stage) => goCommandsIn(file, stage))
        .filter((command) => compiledMains(dockerfile, command) === undefined)
      const copies = file.stages.flatMap((stage) => copiesIn(file, stage)).length
      for (const command of commands.slice(0, mostCommands)) {
        comparisons += copies * repository.folders.size
        if (comparisons > mostComparisons) return
        const folder = compiledFolder(dockerfile, command, repository)
        // A module in the folder has programs of its own.
        const isOther = modules.some(
          (other) => other !== module && `${folder}/`.startsWith(`${other.folder}/`),
        )
        if (folder === undefined || isOther) continue
        const isProgram = facts.mains.some((one) => posix.join(module.folder, one.path) === folder)
        const hasCode = [...repository.paths].some(
          (one) =>
            posix.dirname(one) === folder && one.endsWith('.go') && !one.endsWith('_test.go'),
        )
        if (isProgram) continue
        const where = folder === '.' ? 'the folder at the top' : folder
        yield {
          path,
          line: command.line,
          message: hasCode
            ? `the package in ${where} is no program; ${main.path} is one`
            : `${where} has no Go files; ${main.path} has a program`,
          // What a build constraint leaves out may be one.
          ...(hasCode ? { severity: 'warning' } : {}),
        }
      }
    }
  },
}

const files = (build: string, more: Readonly<Record<string, string>> = {}) => ({
  'go.mod': 'module example.com/a\n',
  'cmd/api/main.go': '',
  Dockerfile: `FROM golang:1.27\nWORKDIR /src\nCOPY . .\n${build}\n`,
  ...more,
})
const facts = { '.': { mains: [exampleMain({ path: 'cmd/api' })] } }

export const examples: Examples = {
  failing: [
    { title: 'no Go files', files: files('RUN go build -o /app .'), facts, at: ['Dockerfile:4'] },
    {
      title: 'a package that is no program',
      files: files('RUN go build -o /app', { 'a.go': '' }),
      facts,
      at: ['Dockerfile:4'],
      severity: 'warning',
    },
  ],
  passing: [
    { title: 'the program', files: files('RUN go build -o /app ./cmd/api'), facts },
    { title: 'in its folder', files: files('RUN cd cmd/api && go build -o /app .'), facts },
    {
      title: 'in its folder, by WORKDIR',
      files: files('WORKDIR /src/cmd/api\nRUN go build -o /app .'),
      facts,
    },
    {
      title: 'the program, copied to the top',
      files: files('RUN cp cmd/api/* . && go build -o /app .'),
      facts,
    },
    {
      title: 'the folder of the program, copied alone',
      files: {
        ...files(''),
        Dockerfile:
          'FROM golang:1.27\nWORKDIR /src\nCOPY go.mod cmd/api ./\nRUN go build -o /app .\n',
      },
      facts,
    },
    {
      title: 'another module',
      files: files('WORKDIR /src/b\nRUN go build -o /b .', {
        'b/go.mod': 'module b\n',
        'b/b.go': '',
      }),
      facts,
    },
    {
      title: 'code that was not read',
      files: files('RUN go build -o /app .'),
      facts: {
        '.': {
          ...facts['.'],
          unknown: [
            { about: 'code', what: 'This file is too large to be read.', source: 'main.go:1' },
          ],
        },
      },
    },
    { title: 'no program at all', files: files('RUN go build -o /app .'), facts: { '.': {} } },
    { title: 'to check that all compiles', files: files('RUN go build ./...'), facts },
  ],
}
