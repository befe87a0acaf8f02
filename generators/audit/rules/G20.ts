import { posix } from 'node:path'
import { type Audited, type AuditedDockerfile, startsProgram } from '../audited.ts'
import { mountsOf, sourceOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { isForDevelopment as isNamedForDevelopment } from '../development-names.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import { commandsIn, compiles, goCommandsIn } from '../dockerfile/go-commands.ts'
import type { Stage } from '../dockerfile/model.ts'
import { absolute, type Copy, copiesIn, lineage, stageNamed } from '../dockerfile/stages.ts'
import { filesBelow } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { composedWords, programText } from '../shipped.ts'
import { placesOf } from '../sources.ts'

export const G20: Rule = {
  id: 'G20',
  name: 'compiler-in-the-image',
  severity: 'warning',
  reason:
    'An image with the Go toolchain is some 300 MB larger, and ships a compiler and the source.',
  source: 'https://docs.docker.com/build/building/multi-stage/',
  fix: 'Copy the binary into a small last stage.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const dockerfile of audited.dockerfiles) {
      const { path, file, isForDevelopment, commanded } = dockerfile
      const last = file.stages.slice(-1)
      for (const stage of last.filter((one) => startsProgram(one) || commanded.includes(one))) {
        const copy = isForDevelopment ? undefined : sourceCopy(dockerfile, stage)
        if (copy !== undefined && baseOf(stage).kind !== 'go')
          yield {
            path,
            line: copy.instruction.line,
            message: 'the image contains the source',
            remedy: 'Copy only the binary, and the files that the program reads.',
          }
        if (baseOf(stage).kind !== 'go' || isForDevelopment) continue
        const program = startsProgram(stage)
          ? programText(stage)
          : composedWords(audited, stage).join(' ')
        // These are for development and tests, which need the compiler.
        const needsGo =
          /\b(?:(?:air|reflex|dlv|CompileDaemon|gow|watcher|realize|nodemon|bash(?!["',\s]+-c)|test|lint|vet|golangci-lint|go)\b|sh(?="?\]))/.test(
            program,
          )
        const compiled = lineage(stage).flatMap((each) => goCommandsIn(file, each))
        // An image that compiles nothing is a tool that does so when it runs.
        const isTool = !compiled.some(compiles) && /\.sh\b/.test(program)
        const isDevelopment =
          needsGo ||
          isTool ||
          isNamedForDevelopment(stage.name ?? '') ||
          isSourceMounted(path, audited)
        const message = 'the image contains the Go toolchain'
        yield {
          path,
          line: stage.line,
          message,
          ...(isDevelopment ? { severity: 'info' as const } : {}),
        }
      }
    }
  },
}

/** Returns the copy that brings the folder of the module from another stage, where it is compiled. */
function sourceCopy(dockerfile: AuditedDockerfile, stage: Stage): Copy | undefined {
  const { file, context, module, withSource } = dockerfile
  if (context === undefined || module === undefined) return undefined
  const inContext = posix.relative(context, module.folder)
  if (inContext.startsWith('..')) return undefined
  return lineage(stage)
    .flatMap((each) => copiesIn(file, each))
    .find(({ from, sources, stage: own }) => {
      const other = stageNamed(file, from, own.index)
      if (other === undefined || !withSource.has(other)) return false
      const isCleaned = commandsIn(file, other).some(({ words }) => words[0] === 'rm')
      const places = isCleaned ? [] : placesOf(file, other, inContext)
      return sources.some((source) => places.includes(absolute(source, '/') ?? ''))
    })
}

/** Returns whether every service that is built by a Dockerfile mounts Go code, and so is for development. */
function isSourceMounted(path: string, audited: Audited): boolean {
  const members = servicesIn(audited).filter(({ service }) => service.build?.dockerfile === path)
  return (
    members.length > 0 &&
    members.every((member) =>
      mountsOf(member).some((mount) => {
        const folder = sourceOf(member, mount)
        return (
          folder !== undefined &&
          filesBelow(audited.repository, folder).some((file) => file.endsWith('.go'))
        )
      }),
    )
  )
}

export const examples: Examples = {
  failing: [
    {
      title: 'one stage',
      files: {
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app\nUSER 1000\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'a stage whose name only contains `ci`',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS pricing\nCOPY . .\nRUN go build -o /app\nUSER 1000\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'a program that Compose starts, by a shell',
      files: {
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build -o main .\nUSER 1000\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: bash -c "sleep 1; ./main"\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'a compiler that Compose starts',
      files: {
        Dockerfile: 'FROM golang:1.27\nUSER 1000\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: go run .\n',
      },
      at: ['Dockerfile:1'],
      severity: 'info',
    },
    {
      title: 'a tool that makes packages',
      files: {
        Dockerfile: 'FROM golang:1.27\nRUN apt-get install -y debhelper\nCMD ["/src/build.sh"]\n',
      },
      at: ['Dockerfile:1'],
      severity: 'info',
    },
    {
      title: 'for development, with the source mounted',
      files: {
        'cmd/main.go': '',
        Dockerfile: 'FROM golang:1.27\nWORKDIR /src\nUSER 1000\nCMD ["./start"]\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n    volumes:\n      - .:/src\n',
      },
      at: ['Dockerfile:1'],
      severity: 'info',
    },
    {
      title: 'where only data is mounted',
      files: {
        'main.go': '',
        'data/a.json': '',
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app\nUSER 1000\nCMD ["/app"]\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n    volumes:\n      - ./data:/data\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'for development',
      files: { Dockerfile: 'FROM golang:1.27\nUSER 1000\nCMD ["air"]\n' },
      at: ['Dockerfile:1'],
      severity: 'info',
    },
    {
      title: 'the source, in a small last stage',
      files: {
        'go.mod': 'module example.com/a\n',
        Dockerfile:
          'FROM golang:1.27 AS b\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\nFROM alpine:3.24\nWORKDIR /srv\nCOPY --from=b /src .\nUSER 1\nCMD ["./app"]\n',
      },
      at: ['Dockerfile:7'],
    },
  ],
  passing: [
    {
      title: 'what was compiled, and files beside the source',
      files: {
        'go.mod': 'module example.com/a\n',
        Dockerfile:
          'FROM golang:1.27 AS b\nWORKDIR /src\nCOPY . .\nRUN go build -o /src/bin/ .\nFROM alpine:3.24\nCOPY --from=b /src/bin /app\nCOPY --from=b /src/web /web\nUSER 1\nCMD ["/app/a"]\n',
      },
    },
    {
      title: 'a small last stage',
      files: { Dockerfile: 'FROM golang:1.27 AS b\nFROM scratch\nCMD ["/app"]\n' },
    },
    {
      title: 'a file for development',
      files: { 'Dockerfile.dev': 'FROM golang:1.27\nCMD ["/app"]\n' },
    },
    {
      title: 'a builder',
      files: { Dockerfile: 'FROM golang:1.27\nRUN go install example.com/x@v1.0.0\n' },
    },
  ],
}
