import { type Audited, startsProgram } from '../audited.ts'
import { mountsOf, sourceOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import { compiles, goCommandsIn } from '../dockerfile/go-commands.ts'
import { lineage } from '../dockerfile/stages.ts'
import { filesBelow } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programText } from '../shipped.ts'

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
    for (const { path, file, isForDevelopment } of audited.dockerfiles) {
      for (const stage of file.stages.slice(-1).filter(startsProgram)) {
        if (baseOf(stage).kind !== 'go' || isForDevelopment) continue
        const program = programText(stage)
        // These are for development and tests, which need the compiler.
        const needsGo =
          /\b(?:(?:air|reflex|dlv|CompileDaemon|gow|watcher|realize|nodemon|bash|test|lint|vet|golangci-lint|go)\b|sh(?="?\]))/.test(
            program,
          )
        const compiled = lineage(stage).flatMap((each) => goCommandsIn(file, each))
        // An image that compiles nothing is a tool that does so when it runs.
        const isTool = !compiled.some(compiles) && /\.sh\b/.test(program)
        const isDevelopment =
          needsGo ||
          isTool ||
          /dev|test|debug|lint|ci/.test(stage.name ?? '') ||
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
  ],
  passing: [
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
