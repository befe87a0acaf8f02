import { commandsIn } from '../dockerfile/go-commands.ts'
import type { Dockerfile, Instruction, Stage } from '../dockerfile/model.ts'
import { assignmentsOf, isPlatformVariable, scopeAt, variablesIn } from '../dockerfile/variables.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const setters = /\b(\w+)=|\bfor\s+(\w+)|\$\{(\w+):?[-=?+]/g

/** Returns the variables that the script of a `RUN` sets, or has a default for. */
function setBy({ lines, heredocs }: Instruction): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { text } of [...lines, ...heredocs.flatMap((heredoc) => heredoc.lines)]) {
    for (const found of text.matchAll(setters)) names.add(found[1] ?? found[2] ?? found[3] ?? '')
    const read = text.search(/\bread\b/)
    if (read !== -1) for (const name of text.slice(read).match(/\w+/g) ?? []) names.add(name)
  }
  return names
}

/** Returns the variables that a stage uses without having them, and where. */
function* usesIn(
  file: Dockerfile,
  stage: Stage,
): Iterable<{ readonly name: string; readonly line: number }> {
  // Once for each RUN: a script may have thousands of commands.
  const known = new Map<Instruction, ReadonlySet<string>>()
  for (const { run, words, sets, scope, line } of commandsIn(file, stage)) {
    const set = known.get(run) ?? setBy(run)
    known.set(run, set)
    for (const name of new Set([...words, ...sets.values()].flatMap(variablesIn))) {
      if (!scope.has(name) && !set.has(name)) yield { name, line }
    }
  }
  for (const [at, instruction] of stage.instructions.entries()) {
    if (!['ENV', 'LABEL', 'COPY', 'WORKDIR', 'USER'].includes(instruction.keyword)) continue
    const scope = scopeAt(file, stage, at)
    for (const { text, line } of instruction.lines) {
      for (const name of new Set(variablesIn(text))) {
        // With a default, or a message of its own, it is meant to be empty.
        const hasDefault = new RegExp(`\\$\\{${name}:?[-+?]`).test(text)
        if (!scope.has(name) && !hasDefault) yield { name, line }
      }
    }
  }
}

export const G10: Rule = {
  id: 'G10',
  name: 'argument-scope',
  severity: 'error',
  reason:
    'A default in a stage wins over --platform, and an ARG before FROM is empty in every stage that does not declare it again.',
  source:
    'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact; tried with BuildKit',
  fix: 'Declare it in the stage, without a default: ARG TARGETARCH.',
  overlaps: ['UndefinedVar'],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      const globals = new Map(
        file.globals.flatMap(assignmentsOf).map(({ name, value }) => [name, value]),
      )
      for (const stage of file.stages) {
        for (const instruction of stage.instructions.filter(({ keyword }) => keyword === 'ARG')) {
          for (const { name, value } of assignmentsOf(instruction)) {
            // An OS is always linux here, so its default changes nothing.
            if (!isPlatformVariable(name) || /OS$/.test(name)) continue
            const own = value ?? globals.get(name)
            if (own === undefined || own === '' || own.includes('$')) continue
            yield {
              path,
              line: instruction.line,
              message: `the default ${own} of ${name} wins over --platform`,
            }
          }
        }
        for (const { name, line } of usesIn(file, stage)) {
          if (!globals.has(name) && !isPlatformVariable(name)) continue
          yield {
            path,
            line,
            message: `${name} is empty here, because the stage has no ARG ${name}`,
            remedy: `Add ARG ${name} to the stage.`,
            ...(isPlatformVariable(name) ? {} : { severity: 'warning' as const }),
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a default in a stage',
      files: {
        Dockerfile: 'FROM golang:1.27\nARG TARGETARCH=amd64\nRUN GOARCH=$TARGETARCH go build\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a global default, declared again',
      files: {
        Dockerfile:
          'ARG TARGETARCH=amd64\nFROM golang:1.27\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'not declared',
      files: { Dockerfile: 'FROM golang:1.27\nRUN GOARCH=$TARGETARCH go build\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'another global one, not declared',
      files: {
        Dockerfile:
          'ARG VERSION=1\nFROM golang:1.27\nRUN go build -ldflags "-X main.version=$VERSION"\n',
      },
      at: ['Dockerfile:3'],
      severity: 'warning',
    },
    {
      title: 'in ENV',
      files: { Dockerfile: 'ARG V=1\nFROM golang:1.27\nENV A=1 \\\n  V=$V\n' },
      at: ['Dockerfile:4'],
      severity: 'warning',
    },
  ],
  passing: [
    {
      title: 'a default where it is used',
      files: { Dockerfile: 'FROM golang:1.27\nCOPY app-$' + '{TARGETARCH-amd64} /app\n' },
    },
    {
      title: 'declared without a default',
      files: { Dockerfile: 'FROM golang:1.27\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build\n' },
    },
    {
      title: 'a global default for FROM',
      files: {
        Dockerfile:
          'ARG BUILDPLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM golang:1.27\nRUN go build\n',
      },
    },
    {
      title: 'a shell variable of the same name',
      files: {
        Dockerfile:
          'ARG V=1\nFROM alpine:3.24\nRUN V=2; echo $V\nRUN for V in a b; do echo $V; done\n',
      },
    },
  ],
}
