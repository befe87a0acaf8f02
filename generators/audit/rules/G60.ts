import { baseOf } from '../dockerfile/capabilities.ts'
import { goCommandsIn, settingOf } from '../dockerfile/go-commands.ts'
import { copiesIn, mountsOf } from '../dockerfile/stages.ts'
import { compareGo } from '../go-modules.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G60: Rule = {
  id: 'G60',
  name: 'go-get-outside-a-module',
  severity: 'error',
  reason: 'Since Go 1.18, `go get` fails outside a module, and installs no programs.',
  source: 'https://go.dev/doc/go-get-install-deprecation',
  fix: 'Use go install PACKAGE@VERSION.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const stage of file.stages) {
        const { go } = baseOf(stage)
        // A tag without a version is a new one.
        if (
          stage.base !== undefined ||
          baseOf(stage).kind !== 'go' ||
          (go !== undefined && compareGo(go, '1.18') < 0)
        )
          continue
        const commands = goCommandsIn(file, stage)
        for (const command of commands) {
          if (command.verb !== 'get') continue
          const isInModule =
            copiesIn(file, stage).some(({ at }) => at < command.at) ||
            mountsOf(command.run).some(({ type }) => type === 'bind') ||
            commands.some(
              ({ verb, at, line }) =>
                verb === 'mod init' && (at < command.at || line <= command.line),
            ) ||
            settingOf(command, 'GO111MODULE') !== undefined ||
            /git clone|curl|wget/.test(
              stage.instructions
                .slice(0, command.at + 1)
                .map(({ text }) => text)
                .join('\n'),
            )
          if (!isInModule)
            yield { path, line: command.line, message: '`go get` outside a module fails' }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a tool',
      files: { Dockerfile: 'FROM golang:1.27\nRUN go get github.com/cosmtrek/air\n' },
      at: ['Dockerfile:2'],
    },
  ],
  passing: [
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
