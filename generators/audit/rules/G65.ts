import { posix } from 'node:path'
import { credentialsInFile } from '../../credentials.ts'
import { envFilesOf } from '../compose/env-files.ts'
import { at, entriesOf, textOf } from '../compose/located.ts'
import { isExample, isForDevelopment } from '../development-names.ts'
import { isIgnoredByGit } from '../ignored.ts'
import { below, type Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { realCredentialsIn } from '../secret-files.ts'

export const G65: Rule = {
  id: 'G65',
  name: 'committed-secret',
  severity: 'warning',
  reason:
    'A secret that git does not ignore becomes part of the repository, and stays in its history.',
  source: 'https://docs.docker.com/compose/how-tos/use-secrets/; CIS Docker Benchmark 4.10',
  fix: 'Add the file to .gitignore, and change the secret if it was committed.',
  overlaps: [],
  *check({ projects, dockerfiles, repository }): Iterable<Found> {
    for (const project of projects) {
      const { root, folderOf, files, services } = project
      for (const [name, secret] of entriesOf(at(root, 'secrets'))) {
        const file = at(secret, 'file')
        const path = below(file === undefined ? '.' : folderOf(file), textOf(file) ?? '/')
        if (file === undefined || path === undefined || !repository.paths.has(path)) continue
        if (isIgnoredByGit(repository, path) || isForDevelopment(file.file)) continue
        if (isExample(path)) continue
        yield {
          path: file.file,
          line: file.line,
          message: repository.tracked.has(path)
            ? `git has ${path}, the secret ${name}, although .gitignore names it`
            : `git does not ignore ${path}, the secret ${name}`,
          ...(repository.tracked.has(path) ? { remedy: untrack } : {}),
        }
      }
      const own = posix.join(posix.dirname(files[0]?.path ?? '.'), '.env')
      const named = [...services.values()].flatMap((service) =>
        envFilesOf(service, project).map(({ path }) => path),
      )
      for (const path of new Set([own, ...named])) {
        yield* credentialsIn(repository, path, credentialsInFile)
      }
    }
    for (const { path, context, isForDevelopment } of dockerfiles) {
      if (isForDevelopment) continue
      const folders = new Set([context ?? '.', posix.dirname(path)])
      for (const folder of folders) {
        yield* credentialsIn(repository, posix.join(folder, '.env'), realCredentialsIn)
      }
    }
  },
}

const untrack = 'Remove the file from git with git rm --cached, and change the secret.'

/** Returns the credentials in a file of variables that git does not ignore. */
function* credentialsIn(
  repository: Repository,
  path: string,
  read: typeof credentialsInFile,
): Iterable<Found> {
  const text = repository.texts.get(path)
  if (text === undefined || isIgnoredByGit(repository, path)) return
  if (isForDevelopment(path) || isExample(path)) return
  for (const { name, line } of read(text)) {
    const isTracked = repository.tracked.has(path)
    const message = isTracked
      ? `git has this file although .gitignore names it, with the credentials in ${name}`
      : `git does not ignore this file, which has the credentials in ${name}`
    yield { path, line, message, ...(isTracked ? { remedy: untrack } : {}) }
  }
}

const compose =
  'services:\n  a:\n    image: example.com/a:1\n    secrets: [db]\nsecrets:\n  db:\n    file: ./db.txt\n'

export const examples: Examples = {
  failing: [
    {
      title: 'the file of a secret',
      files: { 'compose.yaml': compose, 'db.txt': 'hunter2\n' },
      at: ['compose.yaml:7'],
    },
    {
      title: 'a password in .env',
      files: { 'compose.yaml': 'services: {}\n', '.env': 'PORT=1\nDB_PASSWORD=hunter2\n' },
      at: ['.env:2'],
    },
    {
      title: 'a password in the file of a service',
      files: {
        'compose.yaml': 'services:\n  a:\n    image: example.com/a:1\n    env_file: [app.env]\n',
        'app.env': 'DB_URL=postgres://a:hunter2@db/a\n',
      },
      at: ['app.env:1'],
    },
    {
      title: 'a password in the .env beside a Dockerfile',
      files: { 'a/Dockerfile': 'FROM alpine:3.24\n', 'a/.env': 'DB_PASSWORD=hunter2\n' },
      at: ['a/.env:1'],
    },
    {
      title: 'a password in folders whose names only contain `dist`, `test` and `sample`',
      files: Object.fromEntries(
        ['distributor', 'attestation', 'latest', 'sampler'].flatMap((name) => [
          [`${name}/Dockerfile`, 'FROM alpine:3.24\n'],
          [`${name}/.env`, 'DB_PASSWORD=hunter2\n'],
        ]),
      ),
      at: ['attestation/.env:1', 'distributor/.env:1', 'latest/.env:1', 'sampler/.env:1'],
    },
  ],
  passing: [
    {
      title: 'a password in folders for tests and examples',
      files: Object.fromEntries(
        ['dist', 'tests', 'app-test', 'sample', 'AppTest'].flatMap((name) => [
          [`${name}/Dockerfile`, 'FROM alpine:3.24\n'],
          [`${name}/.env`, 'DB_PASSWORD=hunter2\n'],
        ]),
      ),
    },
    {
      title: 'a .env beside a Dockerfile, with what each developer replaces',
      files: {
        Dockerfile: 'FROM alpine:3.24\n',
        '.env': 'API_KEY=changeme\nDB=postgres://a:b@localhost/a\n',
      },
    },
    { title: 'a file that is not there', files: { 'compose.yaml': compose } },
    {
      title: 'a file that git ignores',
      files: { 'compose.yaml': compose, 'db.txt': 'hunter2\n', '.gitignore': 'db.txt\n' },
    },
    {
      title: 'a .env that git ignores',
      files: { 'compose.yaml': 'services: {}\n', '.env': 'A_TOKEN=x1y2\n', '.gitignore': '.env\n' },
    },
    {
      title: 'a .env without secrets',
      files: { 'compose.yaml': 'services: {}\n', '.env': 'PORT=8080\nDB_PASSWORD=\n' },
    },
  ],
}
