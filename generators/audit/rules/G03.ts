import { compiledFor } from '../dockerfile/capabilities.ts'
import { goFlag, settingOf } from '../dockerfile/go-commands.ts'
import { mountsOf } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages } from '../shipped.ts'

const dockerfile = (run: string) =>
  `FROM golang:1.27 AS build\nCOPY . .\nRUN ${run}\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`

export const G03: Rule = {
  id: 'G03',
  name: 'slow-or-large-build',
  severity: 'info',
  reason:
    'A cache mount lets Go compile what changed alone; -trimpath keeps the paths of the builder out of the binary; -a compiles everything each time.',
  source:
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts; https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies',
  fix: 'Use RUN --mount=type=cache,target=/root/.cache/go-build, and go build -trimpath without -a.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, isForDevelopment } = dockerfile
      if (isForDevelopment) continue
      const [command] = programStages(dockerfile).flatMap((stage) => compiledFor(file, stage))
      // A package of another module is a tool, and is not shipped.
      if (command === undefined || command.words.some((word) => word.includes('@'))) continue
      const flags = settingOf(command, 'GOFLAGS')
      const hasCache = mountsOf(command.run).some(({ type }) => type === 'cache')
      // Flags that are not known may have it.
      const isUnknown = flags !== undefined && flags.value === undefined
      const trims =
        goFlag(command, 'trimpath') !== undefined ||
        isUnknown ||
        (flags?.value ?? '').includes('-trimpath')
      const problems = [
        ...(hasCache ? [] : ['has no cache mount']),
        ...(trims ? [] : ['leaves paths of the builder in the binary']),
        ...(goFlag(command, 'a') === undefined ? [] : ['compiles everything with -a']),
      ]
      if (problems.length === 0) continue
      yield { path, line: command.line, message: `\`go ${command.verb}\` ${listed(problems)}` }
    }
  },
}

function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

export const examples: Examples = {
  failing: [
    {
      title: 'neither cache nor -trimpath',
      files: { Dockerfile: dockerfile('CGO_ENABLED=0 go build -a -o /app .') },
      at: ['Dockerfile:3'],
    },
    {
      title: 'a cache, but -a',
      files: {
        Dockerfile: dockerfile(
          '--mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -a -trimpath -o /app .',
        ),
      },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'both',
      files: {
        Dockerfile: dockerfile(
          '--mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -o /app .',
        ),
      },
    },
    {
      title: 'by GOFLAGS',
      files: {
        Dockerfile: dockerfile(
          '--mount=type=cache,target=/root/.cache/go-build GOFLAGS=-trimpath CGO_ENABLED=0 go build -o /app .',
        ),
      },
    },
    { title: 'built by make', files: { Dockerfile: dockerfile('make') } },
  ],
}
