import { baseOf, hasProgram } from '../dockerfile/capabilities.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, shippedMains } from '../shipped.ts'

const files = (last: string) => ({
  'go.mod': 'module example.com/a\n',
  Dockerfile: `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM ${last}\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`,
})
const facts = {
  '.': { mains: [exampleMain({ programs: [{ name: 'git', source: 'main.go:12' }] })] },
}

export const G27: Rule = {
  id: 'G27',
  name: 'program-not-in-the-image',
  severity: 'info',
  reason: 'What a program runs, such as git, has to be in its image: "executable file not found".',
  source: 'https://pkg.go.dev/os/exec#LookPath',
  fix: 'Install it in the last stage, or use a base image that has it.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const { kind, name: base } = baseOf(stage)
        // Only these images are known to have no other programs.
        if (kind !== 'empty' && kind !== 'minimal') continue
        for (const { name, source } of shippedMains(dockerfile, stage).flatMap(
          ({ programs }) => programs,
        )) {
          const isPlain = /^[\w+-]+$/.test(name)
          // These open a browser on somebody's desk, and may be missing.
          const isDesktop = /^(?:open|xdg-open|rundll32|cmd|explorer|powershell)$/.test(name)
          if (!isPlain || isDesktop || hasProgram(file, stage, name) !== false) continue
          const message = `the program runs ${name} (${source}), and ${base} does not have it`
          yield { path, line: stage.line, message }
          break
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [{ title: 'git on scratch', files: files('scratch'), facts, at: ['Dockerfile:3'] }],
  passing: [
    { title: 'copied', files: files('scratch\nCOPY --from=build /usr/bin/git /usr/bin/'), facts },
    { title: 'another system', files: files('alpine:3.24'), facts },
    { title: 'nothing is run', files: files('scratch') },
  ],
}
