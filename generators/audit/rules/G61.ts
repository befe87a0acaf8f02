import { type AuditedDockerfile, startsProgram } from '../audited.ts'
import { commandsIn, goCommandsIn } from '../dockerfile/go-commands.ts'
import { neededBy } from '../dockerfile/stages.ts'
import { below, type Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Returns the command of a script in the build context that changes go.mod; it may be one that is not run. */
function changeIn(
  { context }: AuditedDockerfile,
  script: string,
  { texts }: Repository,
): string | undefined {
  const path = context === undefined ? undefined : below(context, script.replace(/^\/+/, ''))
  const [, found] =
    /^[ \t]*(go mod tidy(?![ \t]+-diff)|go get[ \t]+-u\b)/m.exec(texts.get(path ?? '') ?? '') ?? []
  return found
}

/** Words of a `go get` that gets what the packages of the module need, in no version. */
const getsAll = /^(?:-[vtdu]+|\.|\.\/\.\.\.)$/

export const G61: Rule = {
  id: 'G61',
  name: 'tidy-in-the-build',
  severity: 'warning',
  reason:
    'A build that changes go.mod compiles other versions than those that were tested and committed.',
  source: 'https://go.dev/ref/mod#go-mod-tidy',
  fix: 'Run go mod tidy before you commit, and go mod download in the build.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, finals } = dockerfile
      const told = new Set<string>()
      const shipped = new Set(
        finals.filter(startsProgram).flatMap((final) => [...neededBy(file, final)]),
      )
      for (const stage of new Set(finals.flatMap((final) => [...neededBy(file, final)]))) {
        const commands = goCommandsIn(file, stage)
        // A module that the build makes itself has to be completed there.
        if (commands.some(({ verb }) => verb === 'mod init')) continue
        for (const [index, { verb, line, words }] of commands.entries()) {
          // A stage that only exports files may be there to tidy.
          const isUsed =
            shipped.has(stage) ||
            commands.slice(index).some((each) => /^(?:build|install|test|vet|run)$/.test(each.verb))
          if (isUsed && verb === 'mod tidy' && !words.includes('-diff'))
            yield { path, line, message: '`go mod tidy` may change the versions in go.mod' }
          // With a package, it is what someone wants.
          if (isUsed && verb === 'get' && words.slice(2).every((word) => getsAll.test(word)))
            yield { path, line, message: '`go get` may change the versions in go.mod' }
        }
        for (const { words, line } of commandsIn(file, stage)) {
          const script = words.slice(0, 2).find((word) => /^[\w./-]+\.sh$/.test(word))
          const changing =
            script === undefined ? undefined : changeIn(dockerfile, script, repository)
          if (script === undefined || changing === undefined || told.has(script)) continue
          told.add(script)
          const message = `${script} has \`${changing}\`, which may change the versions in go.mod`
          yield { path, line, message, severity: 'info' }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'before the build',
      files: {
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod tidy && go build\nCMD ["app"]\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'go get without a package',
      files: {
        Dockerfile:
          'FROM golang:1.27\nCOPY . .\nRUN go get -d -v ./...\nRUN go build\nCMD ["app"]\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'before a test',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod tidy && go test ./...\n' },
      at: ['Dockerfile:3'],
    },
    {
      title: 'in a script',
      files: {
        Dockerfile:
          'FROM golang:1.27\nCOPY . .\nRUN ./do.sh goget\nRUN ./do.sh build\nCMD ["app"]\n',
        'do.sh': 'goget() {\n  go get -u ./...\n}\n',
      },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'a stage that exports a tidy go.mod',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS tidy\nCOPY . .\nRUN go mod tidy\nFROM scratch\nCOPY --from=tidy /src/go.mod /\n',
      },
    },
    {
      title: 'download',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod download\nCMD ["app"]\n' },
    },
    {
      title: 'go get with a package',
      files: {
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go get example.com/a@v1\nCMD ["app"]\n',
      },
    },
    {
      title: 'a test that it is tidy',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go mod tidy -diff\nCMD ["app"]\n' },
    },
  ],
}
