import { copiesIn, lineage, mountsOf, stageNamed } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const modules = (run: string) =>
  `FROM golang:1.27 AS modules\nCOPY go.mod go.sum ./\n${run}\nFROM golang:1.27\nCOPY --from=modules /go/pkg /go/pkg\nCOPY . .\nRUN go build\n`

export const G05: Rule = {
  id: 'G05',
  name: 'copy-of-a-cache-mount',
  severity: 'error',
  reason:
    'What a RUN writes into a cache mount is not in its stage, so another one copies an empty folder.',
  source: 'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  fix: 'Download without a cache mount, or use the same cache mount in both stages.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const stage of file.stages) {
        for (const { from, sources, instruction } of copiesIn(file, stage)) {
          const other = stageNamed(file, from, stage.index)
          if (other === undefined) continue
          const runs = lineage(other).flatMap(({ instructions }) =>
            instructions.filter(({ keyword }) => keyword === 'RUN'),
          )
          for (const source of sources.map((each) => each.replace(/\/$/, ''))) {
            if (!/\/pkg(?:\/mod)?$/.test(source)) continue
            const covers = (run: (typeof runs)[number]) =>
              mountsOf(run).some(
                ({ type, target = '' }) =>
                  type === 'cache' &&
                  (source === target ||
                    source.startsWith(`${target}/`) ||
                    target.startsWith(`${source}/`)),
              )
            const fills = runs.filter(({ text }) =>
              /\bgo (?:mod|build|get|install|test)\b/.test(text),
            )
            if (fills.length === 0 || !fills.every(covers)) continue
            yield {
              path,
              line: instruction.line,
              message: `${source} of ${from} is a cache mount, so nothing is copied`,
            }
          }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'modules from another stage',
      files: { Dockerfile: modules('RUN --mount=type=cache,target=/go/pkg/mod go mod download') },
      at: ['Dockerfile:5'],
    },
  ],
  passing: [
    { title: 'downloaded into the stage', files: { Dockerfile: modules('RUN go mod download') } },
  ],
}
