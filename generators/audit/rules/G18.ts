import { posix } from 'node:path'
import { ignoredByDocker } from '../../plan/dockerignore.ts'
import { compiles, goCommandsIn, goFlag } from '../dockerfile/go-commands.ts'
import { dockerignoreOf } from '../ignored.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const files = {
  'go.mod': 'module a\n',
  'default.pgo': '',
  Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app .\n',
}

export const G18: Rule = {
  id: 'G18',
  name: 'profile-not-used',
  severity: 'warning',
  reason: 'Without its default.pgo, the compiler optimises for no profile, and says nothing.',
  source: 'https://go.dev/doc/pgo',
  fix: 'Add !**/default.pgo to .dockerignore, and leave out -pgo=off.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    const profiles = [...repository.paths].filter((path) => posix.basename(path) === 'default.pgo')
    if (profiles.length === 0) return
    for (const dockerfile of dockerfiles) {
      const { path, file, context } = dockerfile
      const builds = file.stages.flatMap((stage) => goCommandsIn(file, stage)).filter(compiles)
      for (const command of builds) {
        if (goFlag(command, 'pgo') === 'off')
          yield { path, line: command.line, message: '-pgo=off ignores default.pgo' }
      }
      const ignore = dockerignoreOf(repository, dockerfile)
      if (ignore === undefined || context === undefined || builds.length === 0) continue
      const inside = profiles
        .map((each) => posix.relative(context, each))
        .filter((each) => !each.startsWith('..'))
      const [hidden] = ignoredByDocker(ignore.text, inside)
      if (hidden !== undefined)
        yield { path: ignore.path, line: null, message: `it hides ${hidden} from the compiler` }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'hidden', files: { ...files, '.dockerignore': '*.pgo\n' }, at: ['.dockerignore'] },
    {
      title: 'turned off',
      files: {
        ...files,
        Dockerfile: 'FROM golang:1.27\nCOPY . .\nRUN go build -pgo=off -o /app .\n',
      },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [{ title: 'used', files: { ...files, '.dockerignore': '.git\n' } }],
}
