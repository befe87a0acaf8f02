import { posix } from 'node:path'
import { escapeRegExp } from '../../escape-reg-exp.ts'
import type { Audited, AuditedDockerfile } from '../audited.ts'
import { type Context, contextsOf, mayHaveModule } from '../contexts.ts'
import { copiesIn, isWholeContext } from '../dockerfile/stages.ts'
import { kindOf } from '../find-files.ts'
import { isIgnoredByGit } from '../ignored.ts'
import { isMaking } from '../made.ts'
import { below, exists } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Files that people write, and no build makes. */
const handWritten =
  /(?:^|\/)(?:\.env[\w.-]*|[^/]+\.(?:env|ya?ml|toml|ini|conf|cfg|pem|key|crt|cert))$/

/** What of a line only reads a file. */
const reading = /^\s*-?include\s|--env-file|(?:^|[\s;&])(?:source|\.)\s/

/** Returns whether a line of a script, beside its comment, may make a file. */
function mayMake(script: string, path: string): boolean {
  const name = new RegExp(`(?<![\\w.-])${escapeRegExp(path)}(?![\\w.-])`)
  return script.split('\n').some((line) => {
    if (!line.includes(path)) return false
    const code = line.replace(/(?:^|\s)#.*$/, '')
    return name.test(code) && (isMaking(code) || !reading.test(code))
  })
}

const moduleFile = /(?:^|\/)go\.(?:mod|work)$/

export const G55: Rule = {
  id: 'G55',
  name: 'copy-of-an-unversioned-file',
  severity: 'error',
  reason:
    'A file that git does not have is missing in a fresh clone, so the build works only where someone made the file.',
  source: 'Tried: "failed to calculate checksum of ref: not found"',
  fix: 'Commit the file, or pass its content to the container when it starts.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const { repository } = audited
    if (repository.partial) return
    const scripts = [...repository.texts]
      .filter(([path]) => kindOf(path) === 'script' && !/\.md$/i.test(path))
      .map(([, text]) => text)
    for (const dockerfile of audited.dockerfiles) {
      for (const context of contextsOf(audited, dockerfile)) {
        yield* missingIn(audited, dockerfile, context, scripts)
      }
    }
  },
}

/** Returns what a Dockerfile copies from a folder that a fresh clone does not have. */
function* missingIn(
  audited: Audited,
  dockerfile: AuditedDockerfile,
  { folder, isCertain, from: told }: Context,
  scripts: readonly string[],
): Iterable<Found> {
  const { repository } = audited
  const { path, file } = dockerfile
  // Which stage had the whole context, so that a file copied from it came from there.
  const whole = new Map(
    file.stages.map((stage) => {
      const copy = copiesIn(file, stage).find(isWholeContext)
      return [stage.name ?? `${stage.index}`, copy?.target]
    }),
  )
  for (const { instruction, sources, from } of file.stages.flatMap((stage) =>
    copiesIn(file, stage),
  )) {
    for (const source of sources) {
      const root = from === undefined ? '' : whole.get(from.toLowerCase())
      if (root === undefined || /[*?[$]|^https?:|^git@/.test(source)) continue
      if (from !== undefined && (root === '/' || !source.startsWith(`${root}/`))) continue
      const inContext =
        from === undefined ? source.replace(/^\/+/, '') : source.slice(root.length + 1)
      const place = below(folder, inContext || '.')
      if (place === undefined || place === '.') continue
      const isIgnored = isIgnoredByGit(repository, place)
      if (!isIgnored && (exists(repository, place) || from !== undefined)) continue
      const isModule = moduleFile.test(place)
      const isByHand = handWritten.test(place)
      const mayBeMade = isModule
        ? mayHaveModule(audited, dockerfile, place)
        : scripts.some((text) => (isByHand ? mayMake(text, inContext) : text.includes(inContext)))
      const isWritten = isModule ? from === undefined : isByHand
      // Another file of a builder may have been made there.
      if (from !== undefined && !isWritten) continue
      // What is in an ignored folder may be in git all the same.
      if (exists(repository, place) && isIgnoredByGit(repository, `${posix.dirname(place)}/`))
        continue
      // What a build makes first, such as a binary, is no mistake, and go.sum has a rule of its own.
      if ((mayBeMade && !isWritten) || /(?:^|\/)go\.(?:sum|work\.sum)$/.test(place)) continue
      const isSure = isCertain && isWritten && !mayBeMade
      const how = told === undefined ? '' : ` when ${told} builds it`
      yield {
        path,
        line: instruction.line,
        message: isIgnored
          ? `git ignores ${place}, so a fresh clone can't build this`
          : `${place} is not in the repository, so this ${instruction.keyword} fails${how}`,
        ...(isSure ? {} : { severity: 'info' as const }),
      }
    }
  }
}

export const examples: Examples = {
  failing: [
    {
      title: 'an ignored file',
      files: { '.gitignore': '.env\n', '.env': 'A=1\n', Dockerfile: 'FROM scratch\nCOPY .env /\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'an ignored file that scripts only mention and read',
      files: {
        '.gitignore': '.env\n',
        Dockerfile: 'FROM scratch\nCOPY .env /\n',
        Makefile:
          'include .env\nbuild: ## change the .env file first\n\tcp .env.example .env.local\n\tdocker run --env-file .env a\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'an ignored file that a script makes',
      files: {
        '.gitignore': '.env\n',
        Dockerfile: 'FROM scratch\nCOPY .env /\n',
        Makefile: 'build:\n\tcp .env.example ./.env && docker compose --env-file .env build\n',
      },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
    {
      title: 'an ignored file, by way of a builder',
      files: {
        '.gitignore': '.env\n',
        Dockerfile:
          'FROM golang:1.27 AS b\nWORKDIR /build\nCOPY . .\nFROM scratch\nCOPY --from=b ["/build/app", "/build/.env", "/"]\n',
      },
      at: ['Dockerfile:5'],
    },
    {
      title: 'a binary that nothing is known to make',
      files: { '.gitignore': '/app\n', Dockerfile: 'FROM scratch\nCOPY app /\n' },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
    {
      title: 'a go.mod that is in another folder',
      files: {
        'api/go.mod': 'module example.com/a\n',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod .\nCOPY api .\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a go.mod, in a context that Compose names and a README does not',
      files: {
        'go.mod': 'module example.com/a\n',
        'README.md': 'docker build -f docker/Dockerfile .\n',
        'docker/compose.yaml': 'services:\n  web:\n    build: .\n',
        'docker/Dockerfile': 'FROM golang:1.27\nCOPY go.mod ./\nCOPY *.go ./\n',
      },
      at: ['docker/Dockerfile:2'],
    },
    {
      title: 'a go.mod, in a folder that may not be the context',
      files: {
        'api/go.mod': 'module example.com/a\n',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod .\nCOPY . .\n',
      },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
    {
      title: 'a go.mod that a script makes',
      files: {
        'api/go.mod': 'module example.com/a\n',
        'setup.sh': 'go mod init example.com/b\n',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod .\nCOPY api .\n',
      },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'a context for each service, which all fit',
      files: {
        'a/go.mod': 'module example.com/a\n',
        'b/go.mod': 'module example.com/b\n',
        'compose.yaml':
          'services:\n  a:\n    build: { context: a, dockerfile: ../Dockerfile }\n  b:\n    build: { context: b, dockerfile: ../Dockerfile }\n',
        Dockerfile: 'FROM golang:1.27\nCOPY go.mod ./\n',
      },
    },
    {
      title: 'a binary that a builder makes',
      files: {
        '.gitignore': '/app\n',
        Dockerfile:
          'FROM golang:1.27 AS b\nWORKDIR /src\nCOPY . .\nRUN make\nFROM scratch\nCOPY --from=b /src/app /\n',
      },
    },
    {
      title: 'a folder that a .gitignore below includes again',
      files: {
        '.gitignore': 'svc\n',
        'web/.gitignore': '!svc\n',
        'web/svc/app.toml': '',
        Dockerfile: 'FROM scratch\nCOPY web/svc/app.toml /\n',
      },
    },
    {
      title: 'a file in an ignored folder',
      files: {
        '.gitignore': 'web\n',
        'web/package.json': '',
        Dockerfile: 'FROM scratch\nCOPY web/package.json /\n',
      },
    },
    {
      title: 'a file of the repository',
      files: {
        '.gitignore': '*.log\n',
        'config.yaml': '',
        Dockerfile: 'FROM scratch\nCOPY config.yaml /\n',
      },
    },
    {
      title: 'a binary that the Makefile makes',
      files: {
        '.gitignore': '/bin/\n',
        Makefile: 'build:\n\tgo build -o bin/app\n',
        Dockerfile: 'FROM scratch\nCOPY bin/app /\n',
      },
    },
    {
      title: 'a name by a variable',
      files: { Dockerfile: 'FROM scratch\nARG TARGETARCH\nCOPY bin/$TARGETARCH/app /\n' },
    },
  ],
}
