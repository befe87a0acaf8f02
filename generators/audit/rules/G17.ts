import { goCommandsIn, goFlag } from '../dockerfile/go-commands.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const files = (run: string) => ({
  'go.mod': 'module example.com/a\nrequire github.com/testcontainers/testcontainers-go v0.40.0\n',
  Dockerfile: `FROM golang:1.27\nCOPY . .\nRUN ${run}\n`,
})

export const G17: Rule = {
  id: 'G17',
  name: 'containers-in-the-build',
  severity: 'info',
  reason: 'Tests that start containers find no Docker in a build, and fail or are skipped.',
  source: 'https://golang.testcontainers.org/system_requirements/docker/',
  fix: 'Keep them out with -short or a build tag, and run them where there is Docker.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, module } of dockerfiles) {
      const usesContainers = [...(module?.requires.keys() ?? [])].some((name) =>
        /^github\.com\/(?:testcontainers\/testcontainers-go|ory\/dockertest)(?:\/|$)/.test(name),
      )
      if (!usesContainers) continue
      for (const command of file.stages.flatMap((stage) => goCommandsIn(file, stage))) {
        const isAll = command.verb === 'test' && command.words.includes('./...')
        const isLess = ['short', 'run', 'skip', 'tags'].some(
          (flag) => goFlag(command, flag) !== undefined,
        )
        if (!isAll || isLess) continue
        const message = 'the tests may start containers, and a build has no Docker'
        yield { path, line: command.line, message }
      }
    }
  },
}

export const examples: Examples = {
  failing: [{ title: 'all tests', files: files('go test ./...'), at: ['Dockerfile:3'] }],
  passing: [
    { title: 'the short ones', files: files('go test -short ./...') },
    { title: 'those of a package', files: files('go test ./internal/config') },
    {
      title: 'no containers',
      files: { 'go.mod': 'module a\n', Dockerfile: 'FROM golang:1.27\nRUN go test ./...\n' },
    },
  ],
}
