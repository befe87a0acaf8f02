import { baseOf } from '../dockerfile/capabilities.ts'
import { mountsOf, stageNamed } from '../dockerfile/stages.ts'
import { expand, scopeAt } from '../dockerfile/variables.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Returns what is wrong with a reference to an image. */
function unpinned(reference: string): string | undefined {
  const { short, tag, digest } = parseImage(reference)
  if (digest !== undefined || short === 'scratch' || short === '') return undefined
  if (tag === undefined) return `${reference} has no tag, so it may be another image tomorrow`
  return tag === 'latest' ? `${reference} may be another image tomorrow` : undefined
}

export const G30: Rule = {
  id: 'G30',
  name: 'unpinned-image',
  severity: 'warning',
  reason:
    'An image without a version changes under the same Dockerfile, so that a build fails one day for no reason of yours.',
  source: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  fix: 'Name a version, such as alpine:3.24.',
  overlaps: ['DL3006', 'DL3007'],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, isForDevelopment } of dockerfiles) {
      const severity = isForDevelopment ? { severity: 'info' as const } : {}
      for (const stage of file.stages) {
        if (stage.base === undefined && stage.image !== undefined && !baseOf(stage).windows) {
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
  },
}

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
      title: 'a default that is probably replaced',
      files: { Dockerfile: 'ARG IMAGE=placeholder\nFROM $IMAGE\n' },
      at: ['Dockerfile:2'],
      severity: 'info',
    },
  ],
  passing: [
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
