import { type AuditedDockerfile, startsProgram } from '../audited.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { lineage, neededBy } from '../dockerfile/stages.ts'
import { factsDate } from '../end-of-life.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** How long after the end of life it is only a warning, in days: time to plan the change. */
const grace = 180

/** Returns how bad it is that a stage's image has ended: for what is shipped, worse than for tools. */
function severityOf(
  { file, finals, isForDevelopment }: AuditedDockerfile,
  stage: Stage,
  end: string,
  asOf: string,
) {
  const shipped = isForDevelopment ? [] : finals.filter(startsProgram)
  const ships =
    shipped.some((final) => lineage(final).includes(stage)) ||
    // The standard library of Go is compiled into the binary.
    (baseOf(stage).kind === 'go' &&
      shipped.some((final) =>
        [...neededBy(file, final)].some((needed) => lineage(needed).includes(stage)),
      ))
  const days = (Date.parse(asOf) - Date.parse(end)) / 86_400_000
  return ships && days > grace ? 'error' : 'warning'
}

export const G19: Rule = {
  id: 'G19',
  name: 'end-of-life',
  severity: 'error',
  reason: 'After its end of life, an image gets no fixes for known vulnerabilities.',
  source: `https://endoflife.date, as of ${factsDate}`,
  fix: 'Use a supported version.',
  overlaps: [],
  *check({ dockerfiles, asOf }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      for (const stage of dockerfile.file.stages.filter(({ base }) => base === undefined)) {
        const { end } = baseOf(stage)
        if (end === undefined || end.day >= asOf) continue
        yield {
          path: dockerfile.path,
          line: stage.line,
          message: `${end.what} has had no support since ${end.day}${end.isOlder ? ' or earlier' : ''}`,
          severity: severityOf(dockerfile, stage, end.day, asOf),
          remedy: `Use ${end.next}.`,
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'an old Alpine',
      files: { Dockerfile: 'FROM alpine:3.15\nCMD ["/app"]\n' },
      at: ['Dockerfile:1'],
    },
    {
      title: 'an old Go compiles what is shipped',
      files: {
        Dockerfile:
          'FROM golang:1.18-alpine AS b\nRUN go build -o /a\nFROM alpine:3.24\nCOPY --from=b /a /\nCMD ["/a"]\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'the end was a few weeks ago',
      files: { Dockerfile: 'FROM gcr.io/distroless/static-debian12:nonroot\nCMD ["/a"]\n' },
      at: ['Dockerfile:1'],
      severity: 'warning',
    },
    {
      title: 'only used while building',
      files: { Dockerfile: 'FROM alpine:3.15 AS tools\nFROM alpine:3.24\nCMD ["/a"]\n' },
      at: ['Dockerfile:1'],
      severity: 'warning',
    },
  ],
  passing: [
    {
      title: 'supported versions',
      files: {
        Dockerfile:
          'FROM golang:1.26-alpine3.23 AS b\nFROM gcr.io/distroless/static-debian13\nCMD ["/a"]\n',
      },
    },
    { title: 'no version', files: { Dockerfile: 'FROM alpine\nCMD ["/a"]\n' } },
    {
      title: 'an image that is not known',
      files: { Dockerfile: 'FROM registry.example.com/base:1.18\nCMD ["/a"]\n' },
    },
  ],
}
