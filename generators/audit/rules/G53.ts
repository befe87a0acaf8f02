import type { Embed } from '../../dockerize/facts.ts'
import { ignoredByDocker } from '../../plan/dockerignore.ts'
import type { AuditedDockerfile } from '../audited.ts'
import { compiledMains } from '../compiled.ts'
import { commandsOfLineage, copiedInto } from '../dockerfile/capabilities.ts'
import { compiles, type GoCommand, goCommandsIn, isTool } from '../dockerfile/go-commands.ts'
import type { Stage } from '../dockerfile/model.ts'
import { copiesIn, stageNamed } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import { areHidden, dockerignoreOf, filesAt } from '../ignored.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { placesOf } from '../sources.ts'

const web = [{ pattern: 'web', at: 'web', present: true, source: 'main.go:9' }]
const embedding = (copy: string, build = 'go build') => ({
  '.dockerignore': 'web\n',
  'web/index.html': '',
  'go.mod': 'module a\n',
  'main.go': '',
  Dockerfile: `FROM node:24 AS web\nRUN npm run build\nFROM golang:1.27\nWORKDIR /src\nCOPY . .\n${copy}RUN ${build}\n`,
})

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
      const { path, file, context, facts, module, isContextCertain, withSource } = dockerfile
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
      const commands = file.stages
        .filter((stage) => withSource.has(stage))
        .flatMap((stage) => goCommandsIn(file, stage))
        .filter((one) => /^(?:build|install|test|vet)$/.test(one.verb) && !isTool(one))
      if (facts === undefined || module === undefined) continue
      for (const { pattern, source } of embedsOf(dockerfile, commands)) {
        const folder = source.replace(/:\d+$/, '').replace(/\/?[^/]*$/, '') || '.'
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
        if (commands.every(({ stage }) => isMadeIn(stage, inContext, dockerfile))) continue
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

/** Returns what commands of go embed: those that compile, of their own mains. */
function embedsOf(
  dockerfile: AuditedDockerfile,
  commands: readonly GoCommand[],
): ReadonlySet<Embed> {
  const { facts } = dockerfile
  const embeds = commands.flatMap((command) => {
    const mains = compiles(command) ? compiledMains(dockerfile, command) : undefined
    return mains?.flatMap((main) => main.embeds) ?? facts?.embeds ?? []
  })
  return new Set(embeds.filter(({ present }) => present))
}

/** Returns whether another stage or a command brings a path of the context into a stage. */
function isMadeIn(stage: Stage, path: string, { file, withSource }: AuditedDockerfile): boolean {
  const places = placesOf(file, stage, path)
  const isCopied = copiedInto(file, stage).some(({ from, target, stage: own }) => {
    if (from === undefined) return false
    if (target === undefined || target.endsWith(`/${path}`)) return true
    if (places.some((place) => `${target}/`.startsWith(`${place}/`))) return true
    const other = stageNamed(file, from, own.index)
    // A stage with the same source lacks the same files.
    return (
      (other === undefined || !withSource.has(other)) &&
      places.some((place) => place.startsWith(target === '/' ? '/' : `${target}/`))
    )
  })
  return (
    isCopied ||
    commandsOfLineage(file, stage).some(
      ({ run, words }) => run.text.includes(path) || words[1] === 'generate',
    )
  )
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
      files: embedding(''),
      facts: { '.': { embeds: web, mains: [exampleMain({ embeds: web })] } },
      at: ['.dockerignore'],
    },
    {
      title: 'a folder that is embedded, where another one is copied',
      files: embedding('COPY --from=web /dist assets\n'),
      facts: { '.': { embeds: web, mains: [exampleMain({ embeds: web })] } },
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
      facts: { '.': { embeds: web, mains: [exampleMain({ embeds: web })] } },
    },
    {
      title: 'another stage makes what is embedded',
      files: embedding('COPY --from=web /dist web\n'),
      facts: { '.': { embeds: web, mains: [exampleMain({ embeds: web })] } },
    },
    {
      title: 'only another program embeds it',
      files: embedding('', 'go build ./cmd/b'),
      facts: {
        '.': {
          embeds: web,
          mains: [exampleMain({ embeds: web }), exampleMain({ path: 'cmd/b', name: 'b' })],
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
