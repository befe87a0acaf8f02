import { posix } from 'node:path'
import type { AuditedDockerfile } from '../audited.ts'
import { baseOf, commandsOfLineage, copiedInto } from '../dockerfile/capabilities.ts'
import { type GoCommand, goCommandsIn, packagesOf, settingOf } from '../dockerfile/go-commands.ts'
import { copiesIn, lineage, mountsOf } from '../dockerfile/stages.ts'
import { compareGo } from '../go-modules.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programWords } from '../shipped.ts'

export const G60: Rule = {
  id: 'G60',
  name: 'go-get-outside-a-module',
  severity: 'error',
  reason: 'Since Go 1.18, `go get` fails outside a module, and installs no programs.',
  source: 'https://go.dev/doc/go-get-install-deprecation',
  fix: 'Use go install PACKAGE@VERSION.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file } = dockerfile
      for (const stage of file.stages) {
        const { go } = baseOf(stage)
        // A tag without a version is a new one.
        if (baseOf(stage).kind !== 'go' || (go !== undefined && compareGo(go, '1.18') < 0)) continue
        const commands = goCommandsIn(file, stage)
        for (const command of commands) {
          if (command.verb !== 'get') continue
          const isOld = settingOf(command, 'GO111MODULE') !== undefined
          const isInModule =
            lineage(stage)
              .slice(1)
              .some((one) => one.instructions.length > 0) ||
            copiesIn(file, stage).some(({ at }) => at < command.at) ||
            mountsOf(command.run).some(({ type }) => type === 'bind') ||
            commands.some(
              ({ verb, at, line }) =>
                verb === 'mod init' && (at < command.at || line <= command.line),
            ) ||
            isOld ||
            /git clone|curl|wget/.test(
              stage.instructions
                .slice(0, command.at + 1)
                .map(({ text }) => text)
                .join('\n'),
            )
          const wanted = isOld ? undefined : wantedFrom(command, dockerfile)
          if (!isInModule)
            yield { path, line: command.line, message: '`go get` outside a module fails' }
          else if (wanted !== undefined)
            yield { path, line: command.line, message: `\`go get\` does not install ${wanted}` }
        }
      }
    }
  },
}

/** Returns a program of the packages of a `go get` that its stage, or one on top of it, runs and nothing else brings. */
function wantedFrom(
  command: GoCommand,
  { file }: Pick<AuditedDockerfile, 'file'>,
): string | undefined {
  const names = packagesOf(command).map((word) =>
    posix.basename(word.replace(/(?:\/v\d+)?(?:@.*)?$/, '')),
  )
  const stages = file.stages.filter((stage) => lineage(stage).includes(command.stage))
  return names.find((name) =>
    stages.some((stage) => {
      const others = commandsOfLineage(file, stage).filter(({ words }) => words !== command.words)
      const runs =
        posix.basename(programWords(stage)[0] ?? '') === name ||
        others.some(({ stage: own, at, words }) => {
          return words[0] === name && (own !== command.stage || at >= command.at)
        })
      const isMentioned =
        others.some(({ words }) => words[0] !== name && words.join(' ').includes(name)) ||
        copiedInto(file, stage).some(({ instruction }) => instruction.text.includes(name))
      return runs && !isMentioned
    }),
  )
}

export const examples: Examples = {
  failing: [
    {
      title: 'a tool',
      files: { Dockerfile: 'FROM golang:1.27\nRUN go get github.com/cosmtrek/air\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a program that the image starts, in a module',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS base\nCOPY . .\nFROM base\nRUN go get github.com/go-delve/delve/cmd/dlv\nENTRYPOINT ["dlv", "debug"]\n',
      },
      at: ['Dockerfile:4'],
    },
    {
      title: 'a program that the build runs, in a module',
      files: {
        Dockerfile:
          'FROM golang:1.27\nCOPY . .\nRUN go get -u github.com/swaggo/swag/v2/cmd/swag && swag init\n',
      },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'a program that something else installs',
      files: {
        Dockerfile:
          'FROM golang:1.27\nCOPY . .\nRUN go get github.com/cosmtrek/air && go install github.com/cosmtrek/air\nCMD ["air"]\n',
      },
    },
    {
      title: 'a library',
      files: {
        Dockerfile:
          'FROM golang:1.27\nCOPY . .\nRUN go get github.com/x/server\nCMD ["/server-a"]\n',
      },
    },
    {
      title: 'the module of a stage below',
      files: {
        Dockerfile: 'FROM golang:1.27 AS b\nCOPY . .\nFROM b\nRUN go get ./...\nRUN go build .\n',
      },
    },
    {
      title: 'in a module',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go get ./...\n' },
    },
    { title: 'an old Go', files: { Dockerfile: 'FROM golang:1.15\nRUN go get github.com/x/y\n' } },
    {
      title: 'go install',
      files: { Dockerfile: 'FROM golang:1.27\nRUN go install github.com/x/y@v1.0.0\n' },
    },
  ],
}
