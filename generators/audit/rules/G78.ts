import { posix } from 'node:path'
import type { AuditedDockerfile } from '../audited.ts'
import { baseOf, copiedInto, hasProgram, hasShell } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { absolute, workingFolder } from '../dockerfile/stages.ts'
import { belowContext, type Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages } from '../shipped.ts'
import { startedPlace } from '../started.ts'

export const G78: Rule = {
  id: 'G78',
  name: 'interpreter-missing',
  severity: 'error',
  reason:
    'A script does not start without the program in its first line: "no such file or directory".',
  source: 'Tried: a script with #!/bin/bash on alpine',
  fix: 'Install the program, or write the script for one that the image has, such as #!/bin/sh.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const started = startedPlace(stage)
        const [, shell] = /^(?:\/(?:usr\/)?bin\/)?((?:ba)?sh)$/.exec(started?.word ?? '') ?? []
        const name =
          shell ?? (started && interpreterOf(started.word, dockerfile, stage, repository))
        if (started === undefined || name === undefined) continue
        const has = name === 'sh' ? hasShell(file, stage) : hasProgram(file, stage, name)
        if (has !== false) continue
        const needs = shell === undefined ? `${started.word} needs ${name}` : `it starts ${name}`
        const message = `${needs}, and ${baseOf(stage).name} has none`
        yield { path, line: started.line, message }
      }
    }
  },
}

/** Returns the program that starts a script of the repository; undefined if it is no such script. */
function interpreterOf(
  word: string,
  { file, context }: AuditedDockerfile,
  stage: Stage,
  { texts }: Repository,
): string | undefined {
  const place = absolute(word, workingFolder(file, stage, stage.instructions.length))
  if (!word.includes('/') || context === undefined || place === undefined) return undefined
  const copies = copiedInto(file, stage).filter(
    ({ target = '/' }) => target === '/' || `${place}/`.startsWith(`${target}/`),
  )
  const [copy, ...others] = copies
  if (copy === undefined || others.length > 0 || copy.from !== undefined) return undefined
  const [source, ...more] = copy.sources
  const from = more.length === 0 && source !== undefined ? belowContext(context, source) : undefined
  const isIt =
    copy.target === place || absolute(posix.basename(source ?? ''), copy.target) === place
  const [, interpreter, first] =
    /^#! *(\S+)(?: +(\S+))?/.exec((isIt && texts.get(from ?? '')) || '') ?? []
  return posix.basename((interpreter?.endsWith('/env') ? first : interpreter) ?? '') || undefined
}

const dockerfile = (base: string, more = '', start = 'CMD ["/wait.sh", "/app"]') =>
  `FROM ${base}\n${more}COPY --chmod=755 wait.sh /wait.sh\nUSER 1\n${start}\n`
const files = (text: string, script = '#!/bin/bash\nexec "$@"\n') => ({
  Dockerfile: text,
  'wait.sh': script,
})

export const examples: Examples = {
  failing: [
    { title: 'bash on Alpine', files: files(dockerfile('alpine:3.24')), at: ['Dockerfile:4'] },
    {
      title: 'by env, in a folder',
      files: files(
        'FROM alpine:3.24\nWORKDIR /a\nCOPY wait.sh ./\nENTRYPOINT ["./wait.sh"]\n',
        '#!/usr/bin/env bash\n',
      ),
      at: ['Dockerfile:4'],
    },
    {
      title: 'bash itself',
      files: { Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD ["bash", "-c", "/app"]\n' },
      at: ['Dockerfile:3'],
    },
    {
      title: 'a shell, on scratch',
      files: files(dockerfile('scratch'), '#!/bin/sh\n'),
      at: ['Dockerfile:4'],
    },
  ],
  passing: [
    ...['RUN apk add --no-cache bash\n', 'COPY --from=bash:5 /usr/local/bin/bash /bin/bash\n'].map(
      (more) => ({ title: `with ${more.trim()}`, files: files(dockerfile('alpine:3.24', more)) }),
    ),
    { title: 'bash on Debian', files: files(dockerfile('debian:13-slim')) },
    { title: 'an unknown image', files: files(dockerfile('example.com/a:1')) },
    { title: 'the shell', files: files(dockerfile('alpine:3.24'), '#!/bin/sh\n') },
    {
      title: 'started by the shell',
      files: files(dockerfile('alpine:3.24', '', 'CMD ["sh", "/wait.sh"]')),
    },
    { title: 'no script', files: files(dockerfile('alpine:3.24'), '\x7fELF') },
    {
      title: 'another file in its place',
      files: files(
        dockerfile('alpine:3.24', '', 'CMD ["/wait.sh"]').replace(
          'USER',
          'COPY --from=a /w /wait.sh\nUSER',
        ),
      ),
    },
  ],
}
