import { baseOf, hasShell } from '../dockerfile/capabilities.ts'
import type { Dockerfile, Instruction, Stage } from '../dockerfile/model.ts'
import { lastOf, lineage } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Words that only a shell knows. */
const builtins =
  /^(?:\.|:|cd|eval|exec|exit|export|if|read|set|source|test|trap|ulimit|umask|unset|while)$/

/**
 * Returns the edit to the exec form of a CMD or an ENTRYPOINT of plain words; none for an ENTRYPOINT
 * beside a CMD, because the exec form would take that as its arguments.
 */
function execForm(
  path: string,
  file: Dockerfile,
  stage: Stage,
  { keyword, line, endLine, text }: Instruction,
): Pick<Found, 'edit'> {
  const words = text.split(/\s+/)
  const isPlain = /^[\w@%+:,./=\s-]+$/.test(text) && !/^[^\s=]*=/.test(text)
  const isAlone = keyword === 'CMD' || lastOf(stage, 'CMD') === undefined
  const isKnown = keyword === 'CMD' || keyword === 'ENTRYPOINT'
  if (!isKnown || !isPlain || !isAlone || line !== endLine) return {}
  if (words.some((word) => builtins.test(word))) return {}
  const [, start = `${keyword} `] = /^(\s*\w+\s+)/.exec(file.source[line - 1] ?? '') ?? []
  const array = words.map((word) => JSON.stringify(word)).join(', ')
  return { edit: { path, line, count: 1, lines: [`${start}[${array}]`] } }
}

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
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals, isForDevelopment } of dockerfiles) {
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
              ...execForm(path, file, stage, instruction),
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
            ...execForm(path, file, stage, instruction),
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
