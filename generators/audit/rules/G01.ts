import type { AuditedDockerfile } from '../audited.ts'
import { baseOf, commandsOfLineage } from '../dockerfile/capabilities.ts'
import { commandsIn, goCommandsIn } from '../dockerfile/go-commands.ts'
import { absolute, type Copy, copiesIn, isWholeContext, mountsOf } from '../dockerfile/stages.ts'
import { environmentOf } from '../dockerfile/variables.ts'
import { belowContext } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const files = (build: string) => ({
  'go.mod': 'module example.com/a\ngo 1.27\nrequire example.com/b v1.0.0\n',
  'go.sum': '',
  Dockerfile: `FROM golang:1.27\nWORKDIR /src\n${build}`,
})

export const G01: Rule = {
  id: 'G01',
  name: 'modules-after-the-source',
  severity: 'warning',
  reason: 'If the source is copied first, each edit downloads every module again.',
  source: 'https://docs.docker.com/guides/golang/build-images/',
  fix: 'Before the source, add COPY go.mod go.sum ./ and RUN go mod download.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, module, isForDevelopment } = dockerfile
      if (module === undefined || module.vendor || module.requires.size === 0 || isForDevelopment)
        continue
      for (const stage of file.stages.filter((each) => baseOf(each).kind === 'go')) {
        const copy = copiesIn(file, stage).find((one) => isWholeModule(one, dockerfile))
        if (copy === undefined) continue
        const isFetched = (at: number, words: readonly string[]) =>
          at < copy.at &&
          /^go (?:mod (?:download|vendor|tidy)|get|build|install|list)/.test(words.join(' '))
        const earlier = commandsIn(file, stage).some(({ at, words }) => isFetched(at, words))
        const below =
          stage.base !== undefined &&
          commandsOfLineage(file, stage.base).some(({ words }) =>
            /^go mod download/.test(words.join(' ')),
          )
        const brought = copiesIn(file, stage).some(
          ({ from, target }) => from !== undefined && /\/pkg(?:\/|$)/.test(target ?? ''),
        )
        const later = [
          ...goCommandsIn(file, stage).filter(({ verb }) =>
            /^(?:build|install|test|mod download|mod tidy)$/.test(verb),
          ),
          ...commandsIn(file, stage).filter(({ words }) => words[0] === 'make'),
        ].filter(({ at }) => at > copy.at)
        const modules = environmentOf(file, stage).get('GOMODCACHE')
        // With a cache mount, the modules stay on the machine that builds.
        const isCached = later.some(({ run }) =>
          mountsOf(run).some(
            ({ type, target = '' }) =>
              type === 'cache' &&
              (/\/pkg/.test(target) ||
                `${modules}/`.startsWith(`${absolute(target, undefined) ?? target}/`)),
          ),
        )
        if (earlier || below || brought || later.length === 0 || isCached) continue
        yield {
          path,
          line: copy.instruction.line,
          message: 'the source is copied before the modules are downloaded',
        }
      }
    }
  },
}

/** Returns whether a copy brings the whole context, or the folder of the module in it. */
function isWholeModule(copy: Copy, { context, module }: AuditedDockerfile): boolean {
  const brings = (source: string) => belowContext(context ?? '.', source) === module?.folder
  return isWholeContext(copy) || (copy.from === undefined && copy.sources.some(brings))
}

export const examples: Examples = {
  failing: [
    {
      title: 'all at once',
      files: files('COPY . .\nRUN go build -o /app .\n'),
      at: ['Dockerfile:3'],
    },
    {
      title: 'downloaded too late',
      files: files('COPY . .\nRUN go mod download\nRUN make\n'),
      at: ['Dockerfile:3'],
    },
    {
      title: 'the folder above, which is the same',
      files: files('COPY .. .\nRUN go build -o /app .\n'),
      at: ['Dockerfile:3'],
    },
    {
      title: 'a vendor folder that Go before 1.14 does not use',
      files: {
        ...files('COPY . .\nRUN go build -o /app .\n'),
        'go.mod': 'module example.com/a\ngo 1.13\nrequire example.com/b v1.0.0\n',
        'vendor/modules.txt': '',
      },
      at: ['Dockerfile:3'],
    },
    ...['svc', 'svc/.', './svc/'].map((source) => ({
      title: `the folder of the module, as ${source}`,
      files: {
        'svc/go.mod': 'module example.com/a\ngo 1.27\nrequire example.com/b v1.0.0\n',
        'svc/go.sum': '',
        Dockerfile: `FROM golang:1.27\nWORKDIR /src\nCOPY ${source} /src\nRUN go build -o /app .\n`,
      },
      at: ['Dockerfile:3'],
    })),
  ],
  passing: [
    {
      title: 'the folder of the module, after its modules',
      files: {
        'svc/go.mod': 'module example.com/a\ngo 1.27\nrequire example.com/b v1.0.0\n',
        'svc/go.sum': '',
        Dockerfile:
          'FROM golang:1.27\nCOPY svc/go.mod svc/go.sum ./\nRUN go mod download\nCOPY svc .\nRUN go build .\n',
      },
    },
    {
      title: 'a vendor folder that a flag uses',
      files: {
        ...files('COPY . .\nRUN go build -mod=vendor -o /app .\n'),
        'go.mod': 'module example.com/a\ngo 1.13\nrequire example.com/b v1.0.0\n',
        'vendor/modules.txt': '',
      },
    },
    {
      title: 'modules first',
      files: files(
        'COPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o /app .\n',
      ),
    },
    {
      title: 'vendored',
      files: { ...files('COPY . .\nRUN go build -o /app .\n'), 'vendor/modules.txt': '' },
    },
    {
      title: 'a cache mount',
      files: files('COPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go build -o /app .\n'),
    },
    {
      title: 'a cache mount elsewhere',
      files: files(
        'ENV GOMODCACHE=/cache/modules\nCOPY . .\nRUN --mount=type=cache,target=/cache/ go build -o /app .\n',
      ),
    },
    {
      title: 'nothing to download',
      files: { ...files('COPY . .\nRUN go build -o /app .\n'), 'go.mod': 'module a\n' },
    },
  ],
}
