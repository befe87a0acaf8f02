import { posix } from 'node:path'
import type { AuditedDockerfile } from '../audited.ts'
import { copiesIn } from '../dockerfile/stages.ts'
import { belowContext, type Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programWords } from '../shipped.ts'

/** Returns whether a source is surely none of the archives that ADD knows by what is in them. */
function isNoArchive(
  source: string,
  { file, context, finals }: AuditedDockerfile,
  { folders, texts }: Repository,
): boolean {
  const path = context === undefined ? undefined : belowContext(context, source)
  if (path !== undefined && (folders.has(path) || texts.has(path))) return true
  const name = posix.basename(source)
  const isStarted = [...finals, ...file.stages].some((stage) =>
    programWords(stage).some((word) => posix.basename(word) === name),
  )
  return isStarted || texted.test(name)
}

const texted =
  /\.(?:ya?ml|json|toml|ini|conf|cfg|config|properties|xml|sh|bash|sql|csv|txt|md|html?|css|js|ts|go|mod|sum|py|rb|pem|crt|cert|cer|key|tmpl|template|proto|graphql|service|lock|example|env)$/i

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
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file } = dockerfile
      for (const { instruction, sources } of file.stages.flatMap((stage) =>
        copiesIn(file, stage),
      )) {
        if (instruction.keyword !== 'ADD' || instruction.text.includes('$') || sources.length === 0)
          continue
        const isSpecial = (source: string) =>
          /^(?:https?|ftp|git|ssh):|^git@|\.git(?:#|$)|\.(?:tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz|zst|lzma)$|^github\.com\/|[*?[]/.test(
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
          ...(sources.every((source) => isNoArchive(source, dockerfile, repository))
            ? { edit: { path, line, count: 1, lines: [copy] } }
            : {}),
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
