import { posix } from 'node:path'
import { goCommandsIn, isTool } from '../dockerfile/go-commands.ts'
import { leftOutOf, replacedIn } from '../left-out.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const module =
  'module example.com/a\ngo 1.27\nrequire example.com/common v0.0.0\nreplace example.com/common => ../common\n'
const dockerfile = 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app .\n'
const workspace = {
  'go.work': 'go 1.27\nuse (\n\t./svc\n\t./b\n)\n',
  'svc/go.mod': 'module example.com/a\ngo 1.27\n',
  'b/go.mod': 'module example.com/b\n',
}
const inWorkspace =
  'FROM golang:1.27\nWORKDIR /app\nCOPY go.work ./\nCOPY svc ./svc\nRUN cd svc && go build -o /app/a .\n'

export const G57: Rule = {
  id: 'G57',
  name: 'module-outside-the-context',
  severity: 'error',
  reason:
    'A module that go.mod or go.work has in another folder is not there when the image is built, if it is outside the build context or nothing copies it.',
  source: 'Tried: "replacement directory ../common does not exist"',
  fix: 'Build from the folder that contains both modules, and copy both.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, context, isContextCertain, module } = dockerfile
      if (context === undefined || module === undefined) continue
      const uses = file.stages
        .flatMap((stage) => goCommandsIn(file, stage))
        .find((one) => /^(?:build|install|test|mod download|vet)$/.test(one.verb) && !isTool(one))
      if (uses === undefined || module.vendor) continue
      for (const replaced of replacedIn(module)) {
        const folder = posix.join(module.folder, replaced)
        const isInside =
          context === '.'
            ? !folder.startsWith('..')
            : folder === context || folder.startsWith(`${context}/`)
        if (isInside) continue
        yield {
          path,
          line: uses.line,
          message: `go.mod replaces a module by ${replaced}, which is outside the build context ${context}`,
          ...(isContextCertain ? {} : { severity: 'info' as const }),
        }
      }
      for (const { what, path: left } of leftOutOf(dockerfile, uses, repository)) {
        yield { path, line: uses.line, message: `${what} ${left}, which nothing copies` }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'the context is the module',
      files: {
        'svc/go.mod': module,
        'common/go.mod': 'module example.com/common\n',
        'svc/Dockerfile': dockerfile,
        'compose.yaml': 'services:\n  a:\n    build: ./svc\n',
      },
      at: ['svc/Dockerfile:3'],
    },
    {
      title: 'the context is probably the module',
      files: { 'svc/go.mod': module, 'svc/Dockerfile': dockerfile },
      at: ['svc/Dockerfile:3'],
      severity: 'info',
    },
    {
      title: 'a folder in the context that is not copied',
      files: {
        'svc/go.mod': module,
        'svc/main.go': '',
        'common/go.mod': 'module example.com/common\n',
        'svc/Dockerfile':
          'FROM golang:1.27\nWORKDIR /app\nCOPY svc/go.mod ./svc/\nRUN cd svc && go mod download\n',
      },
      at: ['svc/Dockerfile:4'],
    },
    {
      title: 'a module of the workspace that is not copied',
      files: { ...workspace, Dockerfile: inWorkspace },
      at: ['Dockerfile:5'],
    },
  ],
  passing: [
    {
      title: 'a workspace that is turned off',
      files: {
        ...workspace,
        Dockerfile: inWorkspace.replace('WORKDIR', 'ENV GOWORK=off\nWORKDIR'),
      },
    },
    {
      title: 'a workspace with all that it uses',
      files: { ...workspace, Dockerfile: inWorkspace.replace('COPY svc', 'COPY b ./b\nCOPY svc') },
    },
    {
      title: 'a module that nothing requires',
      files: {
        'svc/go.mod': module.replace(/require.*\n/, ''),
        'svc/Dockerfile': dockerfile,
        'compose.yaml': 'services:\n  a:\n    build: ./svc\n',
      },
    },
    {
      title: 'a folder of which a file is copied',
      files: {
        'svc/go.mod': module,
        'svc/main.go': '',
        'common/go.mod': 'module example.com/common\n',
        'svc/Dockerfile':
          'FROM golang:1.27\nWORKDIR /app\nCOPY svc/go.mod ./svc/\nCOPY common/go.mod ./common/\nRUN cd svc && go mod download\n',
      },
    },
    {
      title: 'the context has both',
      files: {
        'svc/go.mod': module,
        'svc/Dockerfile': dockerfile,
        'compose.yaml':
          'services:\n  a:\n    build:\n      context: .\n      dockerfile: svc/Dockerfile\n',
      },
    },
    {
      title: 'a folder inside',
      files: {
        'go.mod': 'module a\nrequire example.com/b v0.0.0\nreplace example.com/b => ./b\n',
        Dockerfile: dockerfile,
      },
    },
  ],
}
