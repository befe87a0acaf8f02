import type { AuditedDockerfile } from '../audited.ts'
import { folderOf } from '../compiled.ts'
import { type GoCommand, goCommandsIn } from '../dockerfile/go-commands.ts'
import { lineage, mountsOf } from '../dockerfile/stages.ts'
import { madeGoCommandsIn } from '../makefile.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const example = (build: string) =>
  `FROM golang:1.27\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nCOPY . .\n${build}\n`

export const G04: Rule = {
  id: 'G04',
  name: 'cache-mount-missing-later',
  severity: 'warning',
  reason:
    'A cache mount is there for its own RUN alone, so another one without it downloads all modules again.',
  source: 'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  fix: 'Add --mount=type=cache,target=/go/pkg/mod to this RUN too.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, module } = dockerfile
      if (module?.vendor === true) continue
      for (const stage of file.stages) {
        const downloads = lineage(stage)
          .flatMap((each) => goCommandsIn(file, each))
          .filter(({ verb }) => verb === 'mod download')
        const targets = downloads.flatMap(({ run }) =>
          mountsOf(run).flatMap(({ type, target }) =>
            type === 'cache' && /\/pkg(?:\/mod)?\/?$/.test(target ?? '') ? [target ?? ''] : [],
          ),
        )
        if (
          downloads.length === 0 ||
          downloads.some(
            ({ run }) => !mountsOf(run).some(({ target }) => targets.includes(target ?? '')),
          )
        )
          continue
        const commands = [
          ...goCommandsIn(file, stage),
          ...madeGoCommandsIn(dockerfile, stage, repository),
        ]
        for (const command of commands) {
          const { verb, run, line, words } = command
          if (!downloads.some((download) => isAfter(dockerfile, command, download))) continue
          if (
            !/^(?:build|install|test|vet)$/.test(verb) ||
            words.some((word) => word.includes('@'))
          )
            continue
          if (
            mountsOf(run).some(
              ({ type, target }) =>
                type === 'cache' &&
                targets.some((each) => each.startsWith(target ?? '/') || target?.startsWith(each)),
            )
          )
            continue
          yield {
            path,
            line,
            message: `the modules are in a cache mount that this RUN does not have`,
          }
        }
      }
    }
  },
}

/** Returns whether a command runs after another one and in its folder, where the module is the same. */
function isAfter(dockerfile: AuditedDockerfile, command: GoCommand, download: GoCommand): boolean {
  const folder = folderOf(dockerfile, command)
  return (
    (download.stage !== command.stage || download.at < command.at) &&
    folder !== undefined &&
    folder === folderOf(dockerfile, download)
  )
}

export const examples: Examples = {
  failing: [
    {
      title: 'only the download has it',
      files: { Dockerfile: example('RUN go build -o /app .') },
      at: ['Dockerfile:5'],
    },
    {
      title: 'only the download has it, before make',
      files: { Dockerfile: example('RUN make'), Makefile: 'build:\n\tgo build -o /app .\n' },
      at: ['Dockerfile:5'],
    },
  ],
  passing: [
    {
      title: 'make that compiles nothing',
      files: { Dockerfile: example('RUN make'), Makefile: 'build:\n\tgo version\n' },
    },
    {
      title: 'both have it',
      files: {
        Dockerfile: example('RUN --mount=type=cache,target=/go/pkg/mod go build -o /app .'),
      },
    },
    {
      title: 'a build before the download',
      files: {
        Dockerfile: `FROM golang:1.27\nCOPY tool .\nRUN go build -o /tool .\n${example('').slice(17)}`,
      },
    },
    {
      title: 'another module',
      files: { Dockerfile: example('WORKDIR /tool\nRUN git clone $TOOL . && go build') },
    },
    { title: 'a tool', files: { Dockerfile: example('RUN go install example.com/x@v1.0.0') } },
    {
      title: 'none has it',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod download\nRUN go build\n' },
    },
  ],
}
