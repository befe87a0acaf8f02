import { baseOf, hasShell } from '../dockerfile/capabilities.ts'
import { lastOf, lineage } from '../dockerfile/stages.ts'
import { execForm } from '../exec-form.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G23: Rule = {
  id: 'G23',
  name: 'shell-form',
  severity: 'error',
  reason:
    'The shell form needs /bin/sh, which scratch and distroless do not have, and keeps SIGTERM from the program.',
  source:
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form; tried: the program gets no SIGTERM',
  fix: 'Use the exec form, such as ENTRYPOINT ["/app"].',
  overlaps: ['DL3025', 'JSONArgsRecommended'],
  *check(audited): Iterable<Found> {
    for (const dockerfile of audited.dockerfiles) {
      const { path, file, finals, isForDevelopment } = dockerfile
      const last = file.stages.at(-1)
      for (const stage of file.stages) {
        if (baseOf(stage).windows || stage.instructions.some(({ keyword }) => keyword === 'SHELL'))
          continue
        const shell = hasShell(file, stage)
        for (const instruction of stage.instructions) {
          const { keyword, exec, line, text, heredocs } = instruction
          const isHealth = keyword === 'HEALTHCHECK'
          if (!['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'].includes(keyword)) continue
          if (
            isHealth
              ? /^none$/i.test(text) || /^cmd\s*\[/i.test(text)
              : exec !== undefined && heredocs.length === 0
          )
            continue
          if (shell === false) {
            yield {
              path,
              line,
              message: `${keyword} needs a shell, and ${baseOf(stage).name} has none`,
              ...execForm(audited, dockerfile, stage, instruction),
            }
            continue
          }
          if (keyword === 'RUN' || isHealth || /^exec\s/.test(text) || text === '') continue
          const isLast = finals.some(
            (final) =>
              lineage(final).includes(stage) && lastOf(final, keyword)?.instruction === instruction,
          )
          const isMinor =
            !isLast || isForDevelopment || (stage !== last && baseOf(stage).kind === 'go')
          yield {
            path,
            line,
            message: `the shell form of ${keyword} keeps signals from the program`,
            severity: isMinor ? 'info' : 'warning',
            ...execForm(audited, dockerfile, stage, instruction),
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'CMD on scratch',
      files: { Dockerfile: 'FROM scratch\nCOPY app /\nUSER 1\nCMD /app\n' },
      at: ['Dockerfile:4'],
    },
    {
      title: 'RUN on distroless',
      files: { Dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot\nRUN mkdir /data\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'HEALTHCHECK on scratch',
      files: { Dockerfile: 'FROM scratch\nHEALTHCHECK --interval=5s CMD /app health || exit 1\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'where there is a shell',
      files: { Dockerfile: 'FROM alpine:3.24\nENTRYPOINT /app\n' },
      at: ['Dockerfile:2'],
      severity: 'warning',
    },
    {
      title: 'in a stage for tests',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS test\nENTRYPOINT go test ./...\nFROM scratch\nENTRYPOINT ["/app"]\n',
      },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'exec forms',
      files: {
        Dockerfile:
          'FROM scratch\nHEALTHCHECK CMD ["/app", "health"]\nENTRYPOINT ["/app"]\nCMD ["serve"]\n',
      },
    },
    {
      title: 'exec in a shell',
      files: { Dockerfile: 'FROM alpine:3.24\nCMD exec /app --port $PORT\n' },
    },
    {
      title: 'a health check where there is a shell',
      files: { Dockerfile: 'FROM alpine:3.24\nHEALTHCHECK CMD wget -q localhost\nCMD ["/app"]\n' },
    },
    {
      title: 'a file system that is copied',
      files: {
        Dockerfile:
          'FROM alpine:3.24 AS rootfs\nFROM scratch\nCOPY --from=rootfs / /\nRUN ls\nCMD ["/app"]\n',
      },
    },
    {
      title: 'a file system that is copied, of each platform',
      files: {
        Dockerfile:
          'FROM alpine:3.24 AS base\nFROM scratch\nARG TARGETPLATFORM\nCOPY --from=base /$TARGETPLATFORM /\nRUN ls\nCMD ["/app"]\n',
      },
    },
    {
      title: 'a file system that is copied from the folder where it was made',
      files: {
        Dockerfile:
          'FROM alpine:3.24 AS base\nRUN mkdir -p /out/root && apk add --root /out/root --initdb busybox\nFROM scratch\nCOPY --from=base /out/root /\nRUN ls\nCMD ["/app"]\n',
      },
    },
  ],
}
