import { expect, test } from 'vitest'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'

const dockerfile = 'FROM golang:1.27 AS build\nFROM scratch\nCOPY go.mod /\n'

/** Returns what is known about the only Dockerfile of a repository. */
function surroundings(files: Readonly<Record<string, string>>) {
  const audited = auditedOf(repositoryOf(files), { asOf: '2026-11-28', facts: new Map() })
  const [{ context, isContextCertain, module, finals } = {}] = audited.dockerfiles
  return {
    context,
    isContextCertain,
    module: module?.folder,
    finals: finals?.map(({ index }) => index),
  }
}

const nested = { 'svc/go.mod': 'module a\n', 'svc/build/Dockerfile': dockerfile }

test.each<[claim: string, files: Readonly<Record<string, string>>, expected: object]>([
  [
    'a Dockerfile at the top is built there',
    { Dockerfile: dockerfile, 'go.mod': 'module a\n' },
    { context: '.', isContextCertain: true, module: '.', finals: [1] },
  ],
  [
    'without a word about it, the context is where its sources are',
    { 'svc/go.mod': 'module a\n', 'svc/Dockerfile': dockerfile },
    { context: 'svc', isContextCertain: false, module: 'svc', finals: [1] },
  ],
  [
    'Compose says the context and the target',
    {
      ...nested,
      'compose.yaml':
        'services:\n  a:\n    build:\n      context: svc\n      dockerfile: build/Dockerfile\n      target: build\n',
    },
    { context: 'svc', isContextCertain: true, module: 'svc', finals: [1, 0] },
  ],
  [
    'a workflow says it',
    {
      ...nested,
      '.github/workflows/ci.yml':
        '    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: ./svc\n          file: svc/build/Dockerfile\n',
    },
    { context: 'svc', isContextCertain: true },
  ],
  [
    'a Makefile says it, over several lines',
    {
      ...nested,
      Makefile: 'image:\n\tdocker build --target=build \\\n\t  -f svc/build/Dockerfile svc/\n',
    },
    { context: 'svc', isContextCertain: true, finals: [1, 0] },
  ],
  [
    'a script in a folder says it from there',
    { ...nested, 'svc/image.sh': 'docker buildx build -f build/Dockerfile . && echo\n' },
    { context: 'svc', isContextCertain: true },
  ],
  [
    'a README says it in a sentence',
    { ...nested, 'README.md': 'Use `docker build -f svc/build/Dockerfile svc` for the svc.\n' },
    { context: 'svc', isContextCertain: true },
  ],
  [
    'a comment of the Dockerfile says it',
    {
      ...nested,
      'svc/build/Dockerfile': `# docker build -f svc/build/Dockerfile svc\n${dockerfile}`,
    },
    { context: 'svc', isContextCertain: true },
  ],
  [
    'a context outside the directory is not known',
    {
      'go.mod': 'module a\n',
      Dockerfile: `# \`docker build -f Dockerfile ..\` gives it.\n${dockerfile}`,
    },
    { context: undefined, isContextCertain: false, module: '.' },
  ],
  [
    'a context by a variable is not known',
    { ...nested, Makefile: 'image:\n\tdocker build -f svc/build/Dockerfile $(DIR)\n' },
    { isContextCertain: false },
  ],
  [
    'two contexts are not certain',
    {
      ...nested,
      Makefile:
        'a:\n\tdocker build -f svc/build/Dockerfile svc\nb:\n\tdocker build -f svc/build/Dockerfile .\n',
    },
    { context: 'svc', isContextCertain: false },
  ],
])('%s', (_, files, expected) => {
  expect(surroundings(files)).toMatchObject(expected)
})
