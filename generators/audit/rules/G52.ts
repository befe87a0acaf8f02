import { type AuditedDockerfile, startsProgram } from '../audited.ts'
import { at, itemsOf, settingsOf, textOf } from '../compose/located.ts'
import type { Project } from '../compose/project.ts'
import { copiedInto } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { absolute, lastOf, workingFolder } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import type { Found, Rule } from '../rule.ts'
import { shippedMains } from '../shipped.ts'

/** Returns whether a copy, a volume of the image or a mount of Compose may bring a path into a container. */
function isBrought(
  path: string,
  { file, path: dockerfile }: AuditedDockerfile,
  stage: Stage,
  projects: readonly Project[],
): boolean {
  const covers = (target: string) =>
    target === '/' || path === target || path.startsWith(`${target}/`)
  const copied = copiedInto(file, stage).some(({ target, sources }) => {
    if (target === undefined) return true
    // A copy of single files into the root or a folder brings those alone.
    const names = sources.map((source) => source.split('/').filter(Boolean).at(-1) ?? '')
    const isFolder = sources.some((source) => /^(?:\.|\/|\.\/)?$|\/$|\*/.test(source))
    const beside = names.some(
      (name) =>
        path === `${target === '/' ? '' : target}/${name}` ||
        path.startsWith(`${target === '/' ? '' : target}/${name}/`),
    )
    return beside || path === target || (covers(target) && (isFolder || target !== '/'))
  })
  const mounted = projects
    .flatMap(({ services }) => [...services.values()])
    .filter(({ build }) => build?.dockerfile === dockerfile)
    .some(({ node }) => {
      const targets = itemsOf(at(node, 'volumes')).map(
        (item) => textOf(at(item, 'target')) ?? textOf(item)?.split(':')[1] ?? '',
      )
      return (
        targets.some(covers) ||
        at(node, 'configs') !== undefined ||
        at(node, 'secrets') !== undefined ||
        at(node, 'working_dir') !== undefined
      )
    })
  return copied || mounted
}

const files = (last: string) => ({
  'go.mod': 'module example.com/a\n',
  'templates/index.html': '',
  Dockerfile: `FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\n${last}USER 1\nENTRYPOINT ["/app"]\n`,
})
const file = {
  path: 'templates',
  present: true,
  access: 'read',
  required: true,
  source: 'main.go:21',
} as const
const facts = { '.': { mains: [exampleMain({ files: [file] })] } }

export const G52: Rule = {
  id: 'G52',
  name: 'file-not-in-the-image',
  severity: 'error',
  reason: 'A program that reads a file when it starts ends at once where the file is missing.',
  source: 'Tried: "pattern matches no files"; `.env` with log.Fatal',
  fix: 'Copy the file into the last stage, below its WORKDIR, or embed it.',
  overlaps: [],
  *check({ dockerfiles, projects }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, finals, facts } = dockerfile
      for (const stage of finals.filter(startsProgram)) {
        const program = lastOf(stage, 'CMD') ?? lastOf(stage, 'ENTRYPOINT')
        const folder = workingFolder(file, stage, stage.instructions.length)
        for (const main of shippedMains(file, stage, facts)) {
          for (const { path: needed, access, present, required, source } of main.files) {
            if (access !== 'read' || program === undefined) continue
            const place = absolute(needed, folder)
            // An absolute path outside the repository is the machine's own.
            if (place === undefined || (needed.startsWith('/') && !present)) continue
            if (isBrought(place, dockerfile, stage, projects)) continue
            const mayBeElsewhere = projects.some(({ services }) =>
              [...services.values()].some(
                ({ build, node }) =>
                  build?.dockerfile === path &&
                  settingsOf(at(node, 'environment')).size > 0 &&
                  /\.env$/.test(needed) &&
                  !required,
              ),
            )
            if (mayBeElsewhere) continue
            yield {
              path,
              line: program.instruction.line,
              message: `the program reads ${needed} (${source}), and the image has no ${place}`,
              ...(required ? {} : { severity: 'info' as const }),
            }
          }
        }
      }
    }
  },
  failing: [
    {
      title: 'the binary alone',
      files: files('COPY --from=build /app /app\n'),
      facts,
      at: ['Dockerfile:8'],
    },
    {
      title: 'a file that is not needed to start',
      files: files('COPY --from=build /app /app\n'),
      facts: { '.': { mains: [exampleMain({ files: [{ ...file, required: false }] })] } },
      at: ['Dockerfile:8'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'copied',
      files: files('COPY --from=build /app /app\nCOPY templates /templates\n'),
      facts,
    },
    {
      title: 'copied below WORKDIR',
      files: files('WORKDIR /srv\nCOPY --from=build /app /app\nCOPY templates/ ./templates/\n'),
      facts,
    },
    { title: 'all of the repository', files: files('WORKDIR /srv\nCOPY . .\n'), facts },
    {
      title: 'mounted by Compose',
      files: {
        ...files('COPY --from=build /app /app\n'),
        'compose.yaml':
          'services:\n  a:\n    build: .\n    volumes:\n      - ./templates:/templates:ro\n',
      },
      facts,
    },
  ],
}
