import { posix } from 'node:path'
import { envFilesOf } from '../compose/env-files.ts'
import { servicesIn } from '../compose/services.ts'
import { isForDevelopment } from '../development-names.ts'
import { kindOf } from '../find-files.ts'
import { isIgnoredByGit } from '../ignored.ts'
import { below, exists, type Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const example = /example|sample|template|[-.]dist\b|default/i

/** The most files that are looked for in commands: more are a mistake or an attack. */
const most = 100

/** Returns how to know whether something shows how to get a file: an example beside it, or a command. */
function explainedBy({ paths, texts }: Repository): (path: string) => boolean {
  const folders = new Set(
    [...paths].filter((path) => example.test(posix.basename(path))).map(posix.dirname),
  )
  const commands = [...texts]
    .flatMap(([path, text]) => (kindOf(path) === 'script' ? text.split('\n') : []))
    .filter((line) => line.length < 4096 && />|\b(?:cp|mv|ln|tee|touch)\s/.test(line))
    .join('\n')
  const known = new Map<string, boolean>()
  return (path) => {
    const name = posix.basename(path)
    const isKnown =
      known.get(path) ??
      (known.size > most || folders.has(posix.dirname(path)) || commands.includes(name))
    known.set(path, isKnown)
    return isKnown
  }
}

export const G70: Rule = {
  id: 'G70',
  name: 'missing-env-file',
  severity: 'warning',
  reason:
    'Compose refuses to start as long as a file of `env_file` is missing, as in a fresh clone.',
  source: 'https://docs.docker.com/reference/compose-file/services/#env_file',
  fix: 'Commit an example to copy, such as .env.example, or set required: false for the file.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const { repository } = audited
    const isExplained = explainedBy(repository)
    for (const { project, service } of servicesIn(audited)) {
      for (const { path, written, at, isRequired } of envFilesOf(service, project)) {
        if (!isRequired || repository.partial || repository.links.has(path)) continue
        const isThere = exists(repository, path)
        // Whoever has the file may have committed it in spite of .gitignore.
        if (isThere && !isIgnoredByGit(repository, path)) continue
        // With --project-directory, it is looked for elsewhere.
        const isElsewhere = exists(repository, below('.', written) ?? '')
        const isMinor = isThere || isElsewhere || isExplained(path) || isForDevelopment(at.file)
        yield {
          path: at.file,
          line: at.line,
          message: isThere
            ? `git ignores ${path}, without which Compose refuses to start`
            : `there is no ${path}, without which Compose refuses to start`,
          ...(isMinor ? { severity: 'info' } : {}),
        }
      }
    }
  },
}

const files = (lines: string) => ({
  'compose.yaml': `services:\n  a:\n    image: example.com/a:1\n    env_file: ${lines}\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'one file', files: files('.env'), at: ['compose.yaml:4'] },
    {
      title: 'in a list, of which one is there',
      files: { ...files('\n      - a.env\n      - path: b.env\n'), 'a.env': '' },
      at: ['compose.yaml:6'],
    },
    {
      title: 'an example to copy',
      files: { ...files('.env'), '.env.example': 'A=1\n' },
      at: ['compose.yaml:4'],
      severity: 'info',
    },
    {
      title: 'a command that makes it',
      files: { ...files('.env'), Makefile: '.env:\n\techo PORT=1 > .env\n' },
      at: ['compose.yaml:4'],
      severity: 'info',
    },
    {
      title: 'a file at the top, where --project-directory may look',
      files: {
        'deploy/compose.yaml': files('app.env')['compose.yaml'],
        'app.env': 'A=1\n',
      },
      at: ['deploy/compose.yaml:4'],
      severity: 'info',
    },
    {
      title: 'a file that only its author has',
      files: { ...files('.env'), '.env': 'A=1\n', '.gitignore': '.env\n' },
      at: ['compose.yaml:4'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'a file that is there', files: { ...files('config/app.env'), 'config/app.env': '' } },
    { title: 'not required', files: files('\n      - path: .env\n        required: false\n') },
    { title: 'a path by a variable', files: files('$ENV_FILE') },
    { title: 'elsewhere', files: files('[/etc/app.env, ../app.env]') },
  ],
}
