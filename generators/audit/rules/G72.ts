import type { Examples, Found, Rule } from '../rule.ts'

/** A script that only sets variables: `A=1`, `export A=1 B=2`, several of them after each other. */
const onlySets =
  /^(?:export\s+)?[A-Za-z_]\w*=[^\s;&|$`"'()<>]*(?:(?:\s+|\s*(?:&&|;)\s*)(?:export\s+)?[A-Za-z_]\w*=[^\s;&|$`"'()<>]*)*\s*;?$/

export const G72: Rule = {
  id: 'G72',
  name: 'variable-without-effect',
  severity: 'warning',
  reason: 'Each RUN has a shell of its own, and the variables that it sets end with it.',
  source: 'https://docs.docker.com/reference/dockerfile/#run',
  fix: 'Set it with ENV, or in the RUN that needs it.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const { keyword, text, line, exec, heredocs } of file.stages.flatMap(
        ({ instructions }) => instructions,
      )) {
        if (keyword !== 'RUN' || exec !== undefined || heredocs.length > 0) continue
        if (text.length > longest || !onlySets.test(text.trim())) continue
        yield { path, line, message: 'this RUN only sets variables, which end with it' }
      }
    }
  },
}

/** The longest text that is looked at: people write a few variables. */
const longest = 500

export const examples: Examples = {
  failing: [
    {
      title: 'a variable of Go',
      files: { Dockerfile: 'FROM golang:1.27\nRUN CGO_ENABLED=0\nRUN go build .\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'export',
      files: { Dockerfile: 'FROM golang:1.27\nRUN export GOOS=linux && export GOARCH=arm64\n' },
      at: ['Dockerfile:2'],
    },
  ],
  passing: [
    {
      title: 'for a command',
      files: {
        Dockerfile:
          'FROM golang:1.27\nENV A=1\nRUN CGO_ENABLED=0 go build .\nRUN export A=1 && go build .\nRUN A=1; echo $A\n',
      },
    },
    {
      title: 'a command in its value',
      files: { Dockerfile: 'FROM alpine:3.24\nRUN A=$(apk add a)\n' },
    },
  ],
}
