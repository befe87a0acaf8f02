import { posix } from 'node:path'
import { goCommandsIn } from '../dockerfile/go-commands.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const module = 'module example.com/a\ngo 1.27\nreplace example.com/common => ../common\n'
const dockerfile = 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app .\n'

export const G57: Rule = {
  id: 'G57',
  name: 'module-outside-the-context',
  severity: 'error',
  reason:
    'A module that go.mod replaces by a folder outside the build context is not there when the image is built.',
  source: 'Tried: "replacement directory ../common does not exist"',
  fix: 'Build from the folder that contains both modules.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, context, isContextCertain, module } of dockerfiles) {
      if (context === undefined || module === undefined) continue
      const uses = file.stages
        .flatMap((stage) => goCommandsIn(file, stage))
        .find(({ verb }) => /^(?:build|install|test|mod download|vet)$/.test(verb))
      if (uses === undefined || module.vendor) continue
      for (const { path: replaced } of module.replaces) {
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
  ],
  passing: [
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
      files: { 'go.mod': 'module a\nreplace example.com/b => ./b\n', Dockerfile: dockerfile },
    },
  ],
}
