import type { AuditedDockerfile } from '../audited.ts'
import { at, settingsOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { copiedInto } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { absolute, lastOf, workingFolder } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import { isBrought, isMentioned, isToldByCompose, isToldByImage } from '../image-files.ts'
import { isMade } from '../made.ts'
import { belowContext } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { composedWords, isStarted, programStages, shippedMains } from '../shipped.ts'

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
const environment = {
  '.': { mains: [exampleMain({ files: [{ ...file, path: '.env', at: null }] })] },
}
const settings = {
  '.': { mains: [exampleMain({ files: [{ ...file, path: '../../configs', at: 'configs' }] })] },
}
const started = (last: string) => ({
  'go.mod': 'module example.com/a\n',
  'configs/config.yaml': '',
  '.gitignore': '.env\n',
  Dockerfile: `FROM golang:1.27\nWORKDIR /src\nCOPY . .\n${last}\n`,
})
const oneOf = {
  '.': {
    mains: [
      exampleMain({
        files: ['a/a.yaml', '../a/a.yaml', 'a.yaml'].map((path) => ({
          ...file,
          path,
          at: path.replace('../', ''),
          isOneOf: true as const,
        })),
      }),
    ],
  },
}
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
    for (const dockerfile of audited.dockerfiles) {
      const { path, file } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const program = (lastOf(stage, 'CMD') ?? lastOf(stage, 'ENTRYPOINT'))?.instruction
        const folder = workingFolder(file, stage, stage.instructions.length)
        const words = composedWords(audited, stage)
        for (const main of shippedMains(dockerfile, stage)) {
          // Without a CMD, Compose tells what starts.
          if (program === undefined && !isStarted(main, dockerfile, stage, words)) continue
          for (const needing of main.files) {
            const { path: needed, access, at: found, required, source } = needing
            if (access !== 'read') continue
            const [first = needing, ...others] = main.files.filter(
              (other) => needing.isOneOf && other.isOneOf && other.source === source,
            )
            const isAnywhere = others.some((other) => {
              const at = absolute(other.path, folder)
              return at === undefined || isBrought(at, true, dockerfile, stage, audited)
            })
            if (isAnywhere || first !== needing) continue
            const place = absolute(needed, folder)
            // An absolute path outside the repository is the machine's own.
            if (place === undefined || (needed.startsWith('/') && found === null)) continue
            // What is nowhere in the repository is brought when it runs, but for .env, which people forget.
            if (found === null && !/(?:^|\/)\.env$/.test(needed)) continue
            // It is in the binary too, and read from the disk only in development.
            if (main.embeds.some(({ at }) => at === found || at.startsWith(`${found}/`))) continue
            if (isToldByImage(needed, dockerfile, stage)) continue
            if (isBrought(place, found !== null || !required, dockerfile, stage, audited)) continue
            if (found === null && isMentioned(needed, dockerfile, stage)) continue
            if (program === undefined && words.some((word) => word.includes(needed))) continue
            const services = servicesIn(audited)
              .map(({ service }) => service)
              .filter(({ build }) => build?.dockerfile === path)
            const mayBeElsewhere = services.some(
              ({ node }) => settingsOf(at(node, 'environment')).size > 0,
            )
            if (mayBeElsewhere && needed.endsWith('.env') && !required) continue
            const isUnsure =
              !required ||
              // It may be in a folder that only the image has.
              (needing.isOneOf === true && isCopied(found ?? needed, dockerfile, stage)) ||
              services.some((service) => isToldByCompose(needed, service))
            // Who follows the README has it before the build.
            const isMadeBefore =
              found === null &&
              isMade(audited.repository, needed) &&
              isBrought(place, true, dockerfile, stage, audited)
            yield {
              path,
              line: program?.line ?? stage.line,
              message: `the program reads ${needed} (${source}), and the image has no ${place}`,
              severity: isUnsure ? 'info' : isMadeBefore ? 'warning' : 'error',
            }
          }
        }
      }
    }
  },
}

/** Returns whether a copy brings a file of the repository to some place. */
function isCopied(path: string, { file, context = '.' }: AuditedDockerfile, stage: Stage): boolean {
  return copiedInto(file, stage).some(
    ({ from, sources }) =>
      from === undefined &&
      sources.some((source) => `${path}/`.startsWith(`${belowContext(context, source)}/`)),
  )
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
    {
      title: 'a .env that is not in the repository, so that no folder has it',
      files: started('RUN go build -o /app .\nCMD ["/app"]'),
      facts: environment,
      at: ['Dockerfile:5'],
    },
    {
      title: 'a .env, for a program that Compose starts',
      files: {
        ...started('RUN go build -o main .'),
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: ["./main"]\n',
      },
      facts: environment,
      at: ['Dockerfile:1'],
    },
    {
      title: 'a .env that a script makes, and nothing copies',
      files: { ...files('COPY --from=build /app /\n'), Makefile: 'a:\n\tcp b.env .env\n' },
      facts: environment,
      at: ['Dockerfile:8'],
    },
    {
      title: 'a .env that a script makes',
      files: {
        ...started('RUN go build -o /app .\nCMD ["/app"]'),
        Makefile: 'a:\n\tcp b.env .env\n',
      },
      facts: environment,
      at: ['Dockerfile:5'],
      severity: 'warning',
    },
    {
      title: 'one of several files, none of which is there',
      files: files('COPY --from=build /app /app\n'),
      facts: oneOf,
      at: ['Dockerfile:8'],
    },
    {
      title: 'one of several files, elsewhere',
      files: { ...files('COPY --from=build /app /app\nCOPY a /etc/a\n'), 'a/a.yaml': '' },
      facts: oneOf,
      at: ['Dockerfile:9'],
      severity: 'info',
    },
    {
      title: 'settings elsewhere than Compose may say',
      files: {
        ...started(
          'RUN go build -o /bin/app .\nFROM scratch\nCOPY --from=0 /bin/app /\nCMD ["/app"]',
        ),
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: [/app, -conf, /data/conf]\n',
      },
      facts: settings,
      at: ['Dockerfile:7'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'a program that Compose does not start',
      files: {
        ...started('RUN go build -o main .'),
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: ["sleep", "infinity"]\n',
      },
      facts: environment,
    },
    ...['COPY .env* .\nRUN go build -o /app .', 'RUN touch .env && go build -o /app .'].map(
      (last) => ({
        title: `a .env that a build has: ${last}`,
        files: started(`${last}\nCMD ["/app"]`),
        facts: environment,
      }),
    ),
    ...['CMD ["/app", "-conf", "/data/conf"]', 'ENV APP_CONFIG=/etc/a\nCMD ["/app"]'].map(
      (last) => ({
        title: `settings whose path is told: ${last}`,
        files: started(
          `RUN go build -o /bin/app .\nFROM scratch\nCOPY --from=0 /bin/app /\n${last}`,
        ),
        facts: settings,
      }),
    ),
    ...['COPY a /a\n', 'COPY a.yaml /\n', 'WORKDIR /b\nCOPY a ../a\n'].map((last) => ({
      title: `one of several files: ${last}`,
      files: { ...files(`COPY --from=build /app /app\n${last}`), 'a/a.yaml': '', 'a.yaml': '' },
      facts: oneOf,
    })),
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
        Dockerfile: 'FROM scratch\nCOPY otelcol /otelcol\nUSER 1\nENTRYPOINT ["/otelcol"]\n',
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
