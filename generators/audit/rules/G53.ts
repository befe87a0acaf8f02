import { ignoredByDocker } from '../../plan/dockerignore.ts'
import { goCommandsIn } from '../dockerfile/go-commands.ts'
import { copiesIn } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import { areHidden, dockerignoreOf, filesAt } from '../ignored.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G53: Rule = {
  id: 'G53',
  name: 'needed-file-is-ignored',
  severity: 'error',
  reason:
    "What .dockerignore hides is not in the build context, so a COPY of it fails, and Go can't embed it.",
  source: 'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
  fix: 'Remove the line from .dockerignore, or add one that starts with ! for this file.',
  overlaps: ['CopyIgnoredFile'],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, context, facts, module, isContextCertain } = dockerfile
      const ignore = dockerignoreOf(repository, dockerfile)
      if (ignore === undefined || context === undefined) continue
      const severity =
        isContextCertain || ignore.path.startsWith(path) ? {} : { severity: 'info' as const }
      for (const copy of file.stages.flatMap((stage) => copiesIn(file, stage))) {
        if (copy.from !== undefined) continue
        for (const source of copy.sources) {
          if (/[*?[]|^https?:|^git@/.test(source) || /^\.?\/?$/.test(source)) continue
          if (!areHidden(ignore.text, filesAt(repository, context, source))) continue
          yield {
            path,
            line: copy.instruction.line,
            message: `${ignore.path} hides ${source}, so this ${copy.instruction.keyword} fails`,
            ...severity,
          }
        }
      }
      // What the compiler needs, if the whole context is copied or mounted.
      const compiles = file.stages.some((stage) =>
        goCommandsIn(file, stage).some(({ verb }) => /^(?:build|install|test|vet)$/.test(verb)),
      )
      if (facts === undefined || module === undefined || !compiles) continue
      const needed = facts.embeds.filter(({ present }) => present)
      for (const { pattern, source } of needed) {
        const [folder = '.'] = [source.replace(/:\d+$/, '').replace(/\/?[^/]*$/, '') || '.']
        const plain = pattern.replace(/^all:/, '')
        if (/[*?[]/.test(plain)) continue
        const inModule = [module.folder, folder, plain].filter((part) => part !== '.').join('/')
        const inContext =
          context === '.'
            ? inModule
            : inModule.startsWith(`${context}/`)
              ? inModule.slice(context.length + 1)
              : undefined
        if (inContext === undefined) continue
        const paths = filesAt(repository, context, inContext)
        const hidden = ignoredByDocker(ignore.text, paths)
        if (paths.length === 0 || hidden.length < paths.length) continue
        yield {
          path: ignore.path,
          line: null,
          message: `it hides ${hidden[0]}, which ${source} embeds`,
          ...severity,
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a file that is copied',
      files: {
        '.dockerignore': '*.yaml\n',
        'config.yaml': '',
        Dockerfile: 'FROM scratch\nCOPY config.yaml /\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a folder that is embedded',
      files: {
        '.dockerignore': 'web\n',
        'web/index.html': '',
        'go.mod': 'module a\n',
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build\n',
      },
      facts: {
        '.': {
          embeds: [{ pattern: 'web', at: 'web', present: true, source: 'main.go:9' }],
          mains: [exampleMain({})],
        },
      },
      at: ['.dockerignore'],
    },
  ],
  passing: [
    {
      title: 'a part of a folder',
      files: {
        '.dockerignore': '**/*_test.go\n',
        'cmd/main.go': '',
        'cmd/main_test.go': '',
        Dockerfile: 'FROM scratch\nCOPY cmd /cmd\n',
      },
    },
    {
      title: 'a program that is built outside',
      files: {
        '.dockerignore': '*\n!app\n',
        'web/index.html': '',
        app: '',
        'go.mod': 'module a\n',
        Dockerfile: 'FROM scratch\nCOPY app /\n',
      },
      facts: {
        '.': {
          embeds: [{ pattern: 'web', at: 'web', present: true, source: 'main.go:9' }],
          mains: [exampleMain({})],
        },
      },
    },
    {
      title: 'included again',
      files: {
        '.dockerignore': '*\n!config.yaml\n',
        'config.yaml': '',
        Dockerfile: 'FROM scratch\nCOPY config.yaml /\n',
      },
    },
    {
      title: "the Dockerfile's own .dockerignore",
      files: {
        '.dockerignore': '*\n',
        'Dockerfile.dockerignore': '.git\n',
        'config.yaml': '',
        Dockerfile: 'FROM scratch\nCOPY config.yaml /\n',
      },
    },
  ],
}
