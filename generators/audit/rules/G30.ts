import { at, textOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { isForDevelopment } from '../development-names.ts'
import { mountsOf, stageNamed } from '../dockerfile/stages.ts'
import { expand, scopeAt } from '../dockerfile/variables.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { isPulled, lastSegment, ownImages, unpinned } from '../unpinned.ts'

export const G30: Rule = {
  id: 'G30',
  name: 'unpinned-image',
  severity: 'warning',
  reason:
    'An image without a version changes under the same Dockerfile, so that a build fails one day for no reason of yours.',
  source: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  fix: 'Name a version of the image in its tag.',
  overlaps: ['DL3006', 'DL3007'],
  *check(audited): Iterable<Found> {
    for (const { path, file, isForDevelopment } of audited.dockerfiles) {
      const severity = isForDevelopment ? { severity: 'info' as const } : {}
      for (const stage of file.stages) {
        if (stage.base === undefined && stage.image !== undefined) {
          const message = unpinned(stage.image)
          if (message !== undefined) {
            // A default such as "placeholder" is there to be replaced by an argument.
            const isWhole = /^\$\{?\w+\}?$/.test(stage.written) && !message.includes('/')
            yield {
              path,
              line: stage.line,
              message,
              ...(isWhole ? { severity: 'info' as const } : severity),
            }
          }
        }
        for (const [at, instruction] of stage.instructions.entries()) {
          const words = [
            ...instruction.flags.filter(({ name }) => name === 'from').map(({ value }) => value),
            ...mountsOf(instruction).flatMap(({ from }) => from ?? []),
          ]
          for (const word of words) {
            const image = expand(word, scopeAt(file, stage, at), file.escapeCharacter)
            // A name without a slash and a tag may be a context that the build names.
            if (
              image === undefined ||
              stageNamed(file, image) !== undefined ||
              /^\d+$/.test(image) ||
              !/[/:]/.test(image)
            )
              continue
            const message = unpinned(image)
            if (message !== undefined) yield { path, line: instruction.line, message, ...severity }
          }
        }
      }
    }
    for (const { service } of servicesIn(audited)) {
      const { image, build } = service
      const place = at(service.node, 'image')
      if (image === undefined || place === undefined || build !== undefined) continue
      const message = unpinned(image)
      if (message === undefined || !isPulled(image)) continue
      const { made, modules } = ownImages(audited)
      const { name } = parseImage(image)
      const policy = textOf(at(service.node, 'pull_policy')) ?? ''
      if (made.has(name) || /^(?:never|build)$/.test(policy)) continue
      const { file: path, line } = place
      // Who runs it may choose another one.
      const isChosen = textOf(place)?.includes('$') === true
      const isMinor =
        isForDevelopment(path) ||
        isChosen ||
        modules.some((own) => lastSegment(name).startsWith(own))
      yield { path, line, message, ...(isMinor ? { severity: 'info' } : {}) }
    }
  },
}

const compose = (image: string, more = '') => ({
  'compose.yaml': `services:\n  a:\n    image: ${image}\n${more}`,
})

export const examples: Examples = {
  failing: [
    { title: 'latest', files: { Dockerfile: 'FROM alpine:latest\n' }, at: ['Dockerfile:1'] },
    {
      title: 'no tag',
      files: { Dockerfile: 'FROM registry.example.com:5000/base\n' },
      at: ['Dockerfile:1'],
    },
    {
      title: 'COPY --from an image without a tag',
      files: { Dockerfile: 'FROM alpine:3.24\nCOPY --from=gloursdocker/docker / /\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'the base of a version that is not named',
      files: { Dockerfile: 'FROM golang:alpine\nFROM microsoft/nanoserver\n' },
      at: ['Dockerfile:1', 'Dockerfile:2'],
    },
    { title: 'in Compose', files: compose('nginx'), at: ['compose.yaml:3'] },
    {
      title: 'latest in Compose',
      files: compose('prom/prometheus:latest'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'a database of no version',
      files: compose('"postgres:alpine"'),
      at: ['compose.yaml:3'],
    },
    {
      title: 'the image of the repository itself',
      files: {
        ...compose('ghcr.io/example/tool:latest'),
        'go.mod': 'module github.com/example/tool\n',
      },
      at: ['compose.yaml:3'],
      severity: 'info',
    },
    {
      title: 'the default of a variable',
      files: compose(`example/a:\${TAG:-latest}`),
      at: ['compose.yaml:3'],
      severity: 'info',
    },
    {
      title: 'an image for development',
      files: { 'compose.dev.yaml': 'services:\n  a:\n    image: adminer\n' },
      at: ['compose.dev.yaml:3'],
      severity: 'info',
    },
    {
      title: 'a default that is probably replaced',
      files: { Dockerfile: 'ARG IMAGE=placeholder\nFROM $IMAGE\n' },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
  ],
  passing: [
    ...['postgres:18-alpine', 'nginx:1', 'debian:bookworm', 'grafana/grafana:13.0', 'worker'].map(
      (image) => ({ title: `${image} in Compose`, files: compose(image) }),
    ),
    { title: 'an image by a variable', files: compose('$IMAGE') },
    { title: 'the name of what is built', files: compose('example/a', '    build: .\n') },
    {
      title: 'an image that is never pulled',
      files: compose('example/a', '    pull_policy: never\n'),
    },
    {
      title: 'what another service builds',
      files: compose('example/a', '  b:\n    image: example/a\n    build: .\n'),
    },
    {
      title: 'what a script builds',
      files: { ...compose('example/a:latest'), Makefile: 'all:\n\tdocker build -t example/a .\n' },
    },
    {
      title: 'a version',
      files: {
        Dockerfile: 'ARG V=3.24\nFROM alpine:$V\nCOPY --from=busybox:1.37 /bin/busybox /bin/\n',
      },
    },
    { title: 'a digest', files: { Dockerfile: 'FROM alpine@sha256:00\n' } },
    {
      title: 'stages and scratch',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS build\nFROM build AS test\nFROM scratch\nCOPY --from=build / /\nCOPY --from=0 / /\nCOPY --from=named / /\n',
      },
    },
    { title: 'an argument without a default', files: { Dockerfile: 'ARG IMAGE\nFROM $IMAGE\n' } },
  ],
}
