import { at, itemsOf, textOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { baseOf, copiedInto } from '../dockerfile/capabilities.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, shippedMains } from '../shipped.ts'

const files = (last = '') => ({
  'go.mod': 'module a\n',
  Dockerfile: `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM scratch\n${last}COPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`,
})
const file = {
  path: '/tmp/upload',
  at: null,
  access: 'write',
  required: false,
  source: 'main.go:7',
} as const
const facts = { '.': { mains: [exampleMain({ files: [file] })] } }
const making = { '.': { mains: [exampleMain({ files: [{ ...file, makesFolders: true }] })] } }

export const G26: Rule = {
  id: 'G26',
  name: 'no-temporary-folder',
  severity: 'error',
  reason: 'Scratch has no /tmp, so a program can make no temporary file there.',
  source: 'https://github.com/mayth/go-simple-upload-server/issues/48; tried on scratch',
  fix: 'Mount one, in Compose with tmpfs: ["/tmp:mode=1777"], or copy an empty folder.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const dockerfile of audited.dockerfiles) {
      const { path, file } = dockerfile
      for (const stage of programStages(dockerfile)) {
        if (baseOf(stage).tmp !== false) continue
        const isCopied = copiedInto(file, stage).some(
          ({ target = '/', sources, from }) =>
            /^\/tmp(?:\/|$)/.test(target) ||
            sources.some((source) => /\/(?:tmp|rootfs|empty)\/?/.test(source)) ||
            (target === '/' && from !== undefined && sources.some((source) => /\/$/.test(source))),
        )
        const isVolume =
          lastOf(stage, 'VOLUME')?.instruction.text.includes('/tmp') === true ||
          lastOf(stage, 'WORKDIR')?.instruction.text === '/tmp'
        const isMounted = servicesIn(audited)
          .filter(({ service }) => service.build?.dockerfile === path)
          .some((member) => {
            const own = at(member.service.node, 'tmpfs')
            return (
              mountsOf(member).some(({ target }) => target === undefined || target === '/tmp') ||
              [own, ...itemsOf(own)].some((item) => /^\/tmp\/?(?::|$)/.test(textOf(item) ?? ''))
            )
          })
        const isRoot = baseOf(stage).user === 'root' && lastOf(stage, 'USER') === undefined
        const [needs] = shippedMains(dockerfile, stage).flatMap(({ files }) => {
          const own = files.filter(
            (one) => one.access === 'write' && /^\/tmp(?:\/|$)/.test(one.path),
          )
          // Only root may make a folder at the top.
          return isRoot && own.some(({ makesFolders }) => makesFolders === true) ? [] : own
        })
        if (needs === undefined || isCopied || isVolume || isMounted) continue
        yield {
          path,
          line: stage.line,
          message: `${baseOf(stage).name} has no /tmp, and the program writes ${needs.path} (${needs.source})`,
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'scratch', files: files(), facts, at: ['Dockerfile:3'] },
    {
      title: 'made by a user who may not',
      files: files(),
      facts: making,
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    {
      title: 'made by root',
      files: { ...files(), Dockerfile: files().Dockerfile.replace('USER 1\n', '') },
      facts: making,
    },
    { title: 'a volume', files: files('VOLUME /tmp\n'), facts },
    { title: 'copied', files: files('COPY --from=build /tmp /tmp\n'), facts },
    {
      title: 'mounted by Compose',
      files: {
        ...files(),
        'compose.yaml': 'services:\n  a:\n    build: .\n    tmpfs:\n      - /tmp:mode=1777\n',
      },
      facts,
    },
    {
      title: 'a folder that Compose mounts, with a slash at the end',
      files: {
        ...files(),
        'compose.yaml': 'services:\n  a:\n    build: .\n    volumes:\n      - ./tmp/:/tmp/\n',
      },
      facts,
    },
  ],
}
