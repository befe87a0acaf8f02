import { posix } from 'node:path'
import { goCommandsIn, usesModule } from '../dockerfile/go-commands.ts'
import { copiesIn } from '../dockerfile/stages.ts'
import { below } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G02: Rule = {
  id: 'G02',
  name: 'go-sum-missing',
  severity: 'error',
  reason:
    'Without its go.sum, a module that requires others does not build: "missing go.sum entry".',
  source: 'https://go.dev/ref/mod#go-sum-files',
  fix: 'Copy go.mod and go.sum together, or go.mod alone if the module requires nothing.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const { path, file, context, isContextCertain, module } of dockerfiles) {
      if (module === undefined || context === undefined) continue
      const severity = isContextCertain ? {} : { severity: 'info' as const }
      const isWhole = (source: string) =>
        /(?:^|\/)go\.(?:sum|\*)$|\*|^\.?\/?$|\/$/.test(source) ||
        repository.folders.has(below(context, source) ?? '')
      for (const stage of file.stages) {
        const copies = copiesIn(file, stage)
        const local = copies.filter(({ from }) => from === undefined)
        for (const { instruction, sources, at, target = '' } of local) {
          const isOver = sources.map((source) => posix.basename(source)).join() === 'go.mod'
          if (isOver && posix.basename(target) === 'go.sum' && module.requires.size > 0) {
            const healed = copies.find((copy) => copy.at > at && copy.sources.some(isWhole))
            const first = goCommandsIn(file, stage).find((one) => one.at > at && usesModule(one))
            if (first === undefined || (healed !== undefined && healed.at < first.at)) continue
            const message = `this ${instruction.keyword} has no folder to copy to, and writes go.mod over go.sum`
            const remedy = `Add the folder: ${instruction.keyword} go.mod go.sum ./`
            yield { path, line: instruction.line, message, remedy, ...severity }
            continue
          }
          const sum = sources.find((source) => posix.basename(source) === 'go.sum')
          const place = sum === undefined ? undefined : below(context, sum.replace(/^\/+/, ''))
          if (place !== undefined && !repository.paths.has(place) && !repository.partial) {
            const message = `${place} does not exist, so this ${instruction.keyword} fails`
            yield { path, line: instruction.line, message, ...severity }
          }
          if (!sources.some((source) => posix.basename(source) === 'go.mod') || sum !== undefined)
            continue
          if (!module.goSum || module.requires.size === 0) continue
          if (sources.some((source) => /\*/.test(source))) continue
          const next = copies.find((copy) => copy.at > at && copy.sources.some(isWhole))
          const needs = goCommandsIn(file, stage).find(
            (command) =>
              command.at > at &&
              /^(?:build|install|test|vet|list|run|generate)$/.test(command.verb) &&
              !command.words.some((word) => /@|mod=mod/.test(word)),
          )
          const tidies = goCommandsIn(file, stage).some(
            (command) => command.at > at && /^mod (?:tidy|init)$/.test(command.verb),
          )
          if (
            needs === undefined ||
            tidies ||
            (next !== undefined && next.at < needs.at) ||
            needs.run.text.includes('--mount')
          )
            continue
          if (
            needs.run.flags.some(
              ({ name }) =>
                name === 'mount' &&
                needs.run.flags.some(({ value }) => value.startsWith('type=bind')),
            )
          )
            continue
          yield {
            path,
            line: instruction.line,
            message: 'go.mod is copied without go.sum, which the build needs',
            ...severity,
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'go.mod alone',
      files: {
        'go.mod': 'module example.com/a\ngo 1.27\nrequire example.com/b v1.0.0\n',
        'go.sum': 'example.com/b v1.0.0 h1:x\n',
        'main.go': 'package main\n',
        Dockerfile:
          'FROM golang:1.27\nWORKDIR /src\nCOPY go.mod ./\nCOPY main.go ./\nRUN go build -o /app\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'go.mod over go.sum',
      files: {
        'go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\n',
        'go.sum': 'example.com/b v1.0.0 h1:x\n',
        Dockerfile:
          'FROM golang:1.27\nWORKDIR /src\nCOPY go.mod go.sum\nRUN go mod download\nCOPY . .\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'a go.sum that is not there',
      files: {
        'go.mod': 'module example.com/a\n',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod go.sum ./\n',
      },
      at: ['Dockerfile:2'],
    },
  ],
  passing: [
    {
      title: 'both together',
      files: {
        'go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\n',
        'go.sum': '',
        Dockerfile:
          'FROM golang:1.27\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build\n',
      },
    },
    {
      title: 'go.mod over go.sum, which comes again before it is needed',
      files: {
        'go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\n',
        'go.sum': '',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod go.sum\nCOPY . .\nRUN go build\n',
      },
    },
    {
      title: 'no dependencies',
      files: {
        'go.mod': 'module example.com/a\n',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod ./\nCOPY *.go ./\nRUN go build\n',
      },
    },
    {
      title: 'the rest before the build',
      files: {
        'go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\n',
        'go.sum': '',
        Dockerfile:
          'FROM golang:1.27\nCOPY go.mod ./\nRUN go mod download\nCOPY . .\nRUN go build\n',
      },
    },
  ],
}
