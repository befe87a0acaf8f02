import type { Audited, AuditedDockerfile } from '../audited.ts'
import { at, settingsOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { copiedInto } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { absolute, lastOf, workingFolder } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import { below } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, shippedMains } from '../shipped.ts'

/** Returns whether a copy, a volume of the image or a mount of Compose may bring a path into a container. */
function isBrought(
  path: string,
  { file, path: dockerfile, context }: AuditedDockerfile,
  stage: Stage,
  audited: Audited,
): boolean {
  const { repository } = audited
  const covers = (target: string) =>
    target === '/' || path === target || path.startsWith(`${target}/`)
  const program = ['ENTRYPOINT', 'CMD']
    .map((keyword) => lastOf(stage, keyword)?.instruction.text ?? '')
    .join(' ')
  // The program itself is a file; another name without a dot may be a folder.
  const isFile = (source: string, from: string | undefined) => {
    const name = source.split('/').at(-1) ?? ''
    if (from === undefined) return repository.paths.has(below(context ?? '.', source) ?? '')
    return (
      name !== '' &&
      (/[^.]\.\w+$/.test(name) ||
        program.split(/[\s"',[\]]+/).some((word) => word.split('/').at(-1) === name))
    )
  }
  const copied = copiedInto(file, stage).some(({ target, sources, from }) => {
    if (target === undefined) return true
    const folder = target === '/' ? '' : target
    const beside = sources.some((source) =>
      covers(`${folder}/${source.split('/').filter(Boolean).at(-1) ?? ''}`),
    )
    return (
      beside ||
      path === target ||
      (covers(target) && sources.some((source) => !isFile(source, from)))
    )
  })
  const mounted = servicesIn(audited)
    .filter(({ service }) => service.build?.dockerfile === dockerfile)
    .some(
      (member) =>
        mountsOf(member).some(({ target }) => target === undefined || covers(target)) ||
        ['configs', 'secrets', 'working_dir'].some(
          (key) => at(member.service.node, key) !== undefined,
        ),
    )
  return copied || mounted
}

const files = (last: string) => ({
  'go.mod': 'module example.com/a\n',
  'templates/index.html': '',
  Dockerfile: `FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\n${last}USER 1\nENTRYPOINT ["/app"]\n`,
})
const file = {
  path: 'templates',
  at: 'templates',
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
  *check(audited): Iterable<Found> {
    const { dockerfiles, projects } = audited
    for (const dockerfile of dockerfiles) {
      const { path, file } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const program = lastOf(stage, 'CMD') ?? lastOf(stage, 'ENTRYPOINT')
        const folder = workingFolder(file, stage, stage.instructions.length)
        for (const main of shippedMains(dockerfile, stage)) {
          for (const { path: needed, access, at: found, required, source } of main.files) {
            if (access !== 'read' || program === undefined) continue
            const place = absolute(needed, folder)
            // An absolute path outside the repository is the machine's own.
            if (place === undefined || (needed.startsWith('/') && found === null)) continue
            // What is nowhere in the repository is brought when it runs, but for .env, which people forget.
            if (found === null && !/(?:^|\/)\.env$/.test(needed)) continue
            // It is in the binary too, and read from the disk only in development.
            if (main.embeds.some(({ at }) => at === found || at.startsWith(`${found}/`))) continue
            if (isBrought(place, dockerfile, stage, audited)) continue
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
}

export const examples: Examples = {
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
      title: 'a key that is mounted when it runs',
      files: files(''),
      facts: { '.': { mains: [exampleMain({ files: [{ ...file, path: 'tls.key', at: null }] })] } },
    },
    {
      title: 'embedded',
      files: files(''),
      facts: {
        '.': {
          mains: [
            exampleMain({
              files: [file],
              embeds: [{ pattern: 'templates', at: 'templates', present: true, source: 'a.go:3' }],
            }),
          ],
        },
      },
    },
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
      title: 'a binary of another program',
      files: {
        ...files(''),
        Dockerfile: 'FROM scratch\nCOPY otelcol /\nUSER 1\nENTRYPOINT ["/otelcol"]\n',
      },
      facts,
    },
    {
      title: 'mounted by Compose',
      files: {
        ...files('COPY --from=build /app /app\n'),
        'compose.yaml':
          'services:\n  a:\n    build: .\n    volumes:\n      - ./templates:/templates:ro\n',
      },
      facts,
    },
    {
      title: 'mounted by Compose, with a slash at the end',
      files: {
        ...files('COPY --from=build /app /app\n'),
        'compose.yaml':
          'services:\n  a:\n    build: .\n    volumes:\n      - ./templates/:/templates/\n',
      },
      facts,
    },
  ],
}
