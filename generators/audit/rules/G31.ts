import { copiesIn } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G31: Rule = {
  id: 'G31',
  name: 'add-for-local-files',
  severity: 'warning',
  reason:
    'ADD unpacks archives and downloads URLs, which surprises the next reader; COPY only copies.',
  source:
    'https://docs.docker.com/build/building/best-practices/#add-or-copy; CIS Docker Benchmark 4.9',
  fix: 'Use COPY.',
  overlaps: ['DL3020'],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const { instruction, sources } of file.stages.flatMap((stage) =>
        copiesIn(file, stage),
      )) {
        if (instruction.keyword !== 'ADD' || instruction.text.includes('$') || sources.length === 0)
          continue
        const isSpecial = (source: string) =>
          /^(?:https?|ftp|git|ssh):|^git@|\.git(?:#|$)|\.(?:tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz|zst)$|\*/.test(
            source,
          )
        if (
          sources.some(isSpecial) ||
          instruction.flags.some(({ name }) =>
            ['checksum', 'keep-git-dir', 'unpack'].includes(name),
          )
        )
          continue
        const { line } = instruction
        const copy = file.source[line - 1]?.replace(/^(\s*)ADD\b/i, '$1COPY') ?? ''
        yield {
          path,
          line,
          message: 'ADD is used for local files',
          edit: { path, line, count: 1, lines: [copy] },
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'the source',
      files: { Dockerfile: 'FROM golang:1.27\nADD . /src\n' },
      at: ['Dockerfile:2'],
    },
  ],
  passing: [
    { title: 'COPY', files: { Dockerfile: 'FROM golang:1.27\nCOPY . /src\n' } },
    { title: 'an archive', files: { Dockerfile: 'FROM scratch\nADD rootfs.tar.gz /\n' } },
    {
      title: 'a URL',
      files: {
        Dockerfile: 'FROM alpine:3.24\nADD --checksum=sha256:00 https://example.com/x /x\n',
      },
    },
  ],
}
