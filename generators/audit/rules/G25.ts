import { baseOf, compiledFor, hasFiles } from '../dockerfile/capabilities.ts'
import { goFlag } from '../dockerfile/go-commands.ts'
import { environmentOf } from '../dockerfile/variables.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, shippedMains } from '../shipped.ts'

const go = (last: string, flags = '') => ({
  'go.mod': 'module example.com/a\n',
  Dockerfile: `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build ${flags} -o /app .\nFROM ${last}\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`,
})
const facts = { '.': { mains: [exampleMain({ zones: ['main.go:9'] })] } }

export const G25: Rule = {
  id: 'G25',
  name: 'no-time-zones',
  severity: 'error',
  reason: 'Scratch and Alpine have no time zones: loading one fails, and TZ is silently UTC.',
  source: 'https://pkg.go.dev/time#LoadLocation; tried on scratch and Alpine',
  fix: 'Compile with -tags timetzdata, or import time/tzdata.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, facts } = dockerfile
      for (const stage of programStages(dockerfile)) {
        if (baseOf(stage).zones !== false || hasFiles(file, stage, /zoneinfo|tzdata/i, ['tzdata']))
          continue
        const commands = compiledFor(file, stage)
        if (
          commands.some(
            (command) =>
              /timetzdata/.test(goFlag(command, 'tags') ?? '') ||
              /timetzdata/.test(command.run.text),
          )
        )
          continue
        const mains = shippedMains(dockerfile, stage)
        const lacking = mains.filter(({ carries }) => !carries.zones)
        const optional = lacking.flatMap(({ optionalZones }) => optionalZones)
        const used = lacking.flatMap(({ zones }) => zones)
        const sure = used.find((source) => !optional.includes(source))
        const where = sure ?? used[0]
        const zone = environmentOf(file, stage).get('TZ')
        const isSet =
          zone !== undefined &&
          !/^(?:|UTC|Etc\/UTC|GMT)$/i.test(zone) &&
          mains.every(({ carries }) => !carries.zones)
        if (where === undefined && !isSet) continue
        const why = where === undefined ? `TZ is ${zone}` : `the program loads one (${where})`
        const message = `${baseOf(stage).name} has no time zones, and ${why}`
        // Without the facts of the code, it may carry them.
        const isUnsure = where === undefined ? facts === undefined : sure === undefined && !isSet
        const severity = isUnsure ? 'info' : where === undefined ? 'warning' : 'error'
        yield { path, line: stage.line, message, severity }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'LoadLocation on scratch', files: go('scratch'), facts, at: ['Dockerfile:3'] },
    { title: 'LoadLocation on Alpine', files: go('alpine:3.24'), facts, at: ['Dockerfile:3'] },
    {
      title: 'TZ on Alpine',
      files: go('alpine:3.24\nENV TZ=Europe/Berlin'),
      facts: { '.': { mains: [exampleMain({})] } },
      at: ['Dockerfile:3'],
      severity: 'warning',
    },
    {
      title: 'a flag that is UTC by default',
      files: go('scratch'),
      facts: {
        '.': { mains: [exampleMain({ zones: ['main.go:9'], optionalZones: ['main.go:9'] })] },
      },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'in the binary, by a tag', files: go('scratch', '-tags timetzdata'), facts },
    { title: 'installed', files: go('alpine:3.24\nRUN apk add --no-cache tzdata'), facts },
    {
      title: 'copied',
      files: go('scratch\nCOPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo'),
      facts,
    },
    { title: 'distroless', files: go('gcr.io/distroless/static-debian13:nonroot'), facts },
    {
      title: 'UTC',
      files: go('alpine:3.24\nENV TZ=UTC'),
      facts: { '.': { mains: [exampleMain({})] } },
    },
  ],
}
