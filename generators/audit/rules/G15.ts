import { commandsIn, type RunCommand } from '../dockerfile/go-commands.ts'
import { neededBy } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const tests =
  'FROM golang:1.27 AS base\nCOPY . .\nFROM base AS test\nRUN go test ./...\nFROM base AS build\nRUN go build -o /app\n'

/** Returns whether a command tests or lints Go code. */
function checks({ words }: RunCommand): boolean {
  const [program = '', verb = ''] = words
  return (
    (/(?:^|\/)go$/.test(program) && (verb === 'test' || verb === 'vet')) ||
    (/(?:^|\/)golangci-lint$/.test(program) && verb === 'run') ||
    /(?:^|\/)(?:gotestsum|staticcheck|govulncheck)$/.test(program)
  )
}

export const G15: Rule = {
  id: 'G15',
  name: 'unreachable-test-stage',
  severity: 'error',
  reason: 'BuildKit skips each stage that the target does not need, so these tests never run.',
  source: 'https://github.com/moby/buildkit/issues/625',
  fix: 'Copy a file from the stage in the last one, or build it with --target where the repository is tested.',
  overlaps: [],
  *check({ dockerfiles, builds }): Iterable<Found> {
    if (builds.anyTarget) return
    for (const { path, file, finals } of dockerfiles) {
      const wanted = [
        ...finals,
        ...file.stages.filter(
          ({ name, index }) => builds.targets.has(name ?? '') || builds.targets.has(`${index}`),
        ),
      ]
      const reached = new Set(wanted.flatMap((stage) => [...neededBy(file, stage)]))
      for (const stage of file.stages.filter((each) => !reached.has(each))) {
        const [command] = commandsIn(file, stage).filter(checks)
        if (command === undefined) continue
        const name = stage.name ?? `${stage.index}`
        yield {
          path,
          line: command.line,
          message: `nothing needs the stage ${name}, so \`${command.words.slice(0, 2).join(' ')}\` never runs`,
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'a stage beside the others', files: { Dockerfile: tests }, at: ['Dockerfile:4'] },
  ],
  passing: [
    {
      title: 'the last stage copies from it',
      files: {
        Dockerfile: `${tests}FROM scratch\nCOPY --from=test /src/go.mod /\nCOPY --from=build /app /\n`,
      },
    },
    {
      title: 'a workflow builds it',
      files: {
        Dockerfile: tests,
        '.github/workflows/ci.yml':
          'jobs:\n  a:\n    steps:\n      - run: docker build --target test .\n',
      },
    },
    {
      title: 'a bake file builds it',
      files: { Dockerfile: tests, 'docker-bake.hcl': 'target "test" {\n  target = "test"\n}\n' },
    },
    {
      title: 'Compose builds it',
      files: {
        Dockerfile: tests,
        'compose.yaml': 'services:\n  t:\n    build:\n      context: .\n      target: test\n',
      },
    },
    {
      title: 'the README says how to build it',
      files: { Dockerfile: tests, 'README.md': 'Run `docker build --target=test .`\n' },
    },
    {
      title: 'the last stage',
      files: { Dockerfile: 'FROM golang:1.27 AS test\nRUN go test ./...\n' },
    },
  ],
}
