import type { Examples, Found, Rule } from '../rule.ts'

export const G67: Rule = {
  id: 'G67',
  name: 'unreadable-file',
  severity: 'error',
  reason: "Docker can't build or start from a file that it can't read.",
  source: 'https://docs.docker.com/reference/dockerfile/#format',
  fix: 'Correct the file.',
  overlaps: [],
  *check({ broken, repository }): Iterable<Found> {
    for (const { path, line, why } of broken)
      yield { path, line, message: `it could not be read: ${why}` }
    for (const [path, why] of repository.unread) {
      yield {
        path,
        line: null,
        message: `it was not audited: ${why}`,
        severity: 'info',
        remedy: 'Move it out of the repository if it is not needed.',
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'no FROM', files: { Dockerfile: 'RUN echo\n' }, at: ['Dockerfile'] },
    {
      title: 'a misspelt FROM',
      files: { Dockerfile: '# syntax\nFORM alpine\n' },
      at: ['Dockerfile:2'],
    },
    { title: 'nothing', files: { Dockerfile: '\n' }, at: ['Dockerfile'] },
    {
      title: 'a here-document without an end',
      files: { Dockerfile: 'FROM alpine\nRUN <<END\necho\n' },
      at: ['Dockerfile:2'],
    },
    { title: 'no text', files: { Dockerfile: 'FROM alpine\0\n' }, at: ['Dockerfile'] },
    { title: 'no YAML', files: { 'compose.yaml': 'services:\n  a: [\n' }, at: ['compose.yaml:3'] },
    {
      title: 'an alias bomb',
      files: {
        'compose.yaml': `a: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefgh'.replaceAll(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)},`.repeat(10)}]\n`)}services: {}\n`,
      },
      at: ['compose.yaml'],
    },
  ],
  passing: [
    {
      title: 'merge keys',
      files: { 'compose.yaml': 'x-a: &a\n  image: alpine\nservices:\n  b:\n    <<: *a\n' },
    },
  ],
}
