import { startsProgram } from '../audited.ts'
import { baseOf, hasFiles } from '../dockerfile/capabilities.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { evaluated } from '../dockerfile/variables.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G22: Rule = {
  id: 'G22',
  name: 'user-by-name',
  severity: 'error',
  reason:
    "On scratch no name is known, so the container does not start, and Kubernetes can't tell from a name that it is not root.",
  source: 'https://github.com/GoogleContainerTools/distroless/issues/375',
  fix: 'Name the user by its number: USER 65532:65532.',
  overlaps: ['DL3066'],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals } of dockerfiles) {
      for (const stage of finals.filter(startsProgram)) {
        const user = lastOf(stage, 'USER')
        const base = baseOf(stage)
        if (user === undefined || base.windows) continue
        const name = evaluated(file, user)?.replaceAll(/["']/g, '').split(':')[0]?.trim()
        if (name === undefined || name === '' || name === 'root' || /^\d+$/.test(name)) continue
        const isMissing = base.kind === 'empty' && !hasFiles(file, stage, /passwd/, [])
        yield {
          path,
          line: user.instruction.line,
          message: isMissing
            ? `scratch has no /etc/passwd, so the user ${name} is not known`
            : `Kubernetes can't verify that ${name} is not root`,
          ...(isMissing ? {} : { severity: 'info' as const }),
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a name on scratch',
      files: { Dockerfile: 'FROM scratch\nCOPY app /\nUSER app\nCMD ["/app"]\n' },
      at: ['Dockerfile:3'],
    },
    {
      title: 'a name on Alpine',
      files: { Dockerfile: 'FROM alpine:3.24\nRUN adduser -D app\nUSER app\nCMD ["/app"]\n' },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
    {
      title: 'a name with its passwd',
      files: {
        Dockerfile:
          'FROM alpine:3.24 AS b\nFROM scratch\nCOPY --from=b /etc/passwd /etc/\nUSER app\nCMD ["/app"]\n',
      },
      at: ['Dockerfile:4'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'a number', files: { Dockerfile: 'FROM scratch\nUSER 65532:65532\nCMD ["/app"]\n' } },
    {
      title: 'a number by an argument',
      files: { Dockerfile: 'FROM scratch\nARG UID=1000\nUSER $UID:$UID\nCMD ["/app"]\n' },
    },
  ],
}
