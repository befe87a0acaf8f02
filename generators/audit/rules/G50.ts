import { stageBehind } from '../compose/behind.ts'
import { at, itemsOf, textOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { hasShell } from '../dockerfile/capabilities.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G50: Rule = {
  id: 'G50',
  name: 'sync-without-a-shell',
  severity: 'warning',
  reason:
    'Compose deletes files in a container with rm, which this image lacks, and nothing compiles the new source there.',
  source: 'https://docs.docker.com/compose/how-tos/file-watch/#prerequisites',
  fix: 'Use action: rebuild.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { service } of servicesIn(audited)) {
      const behind = stageBehind(audited, service)
      if (behind === undefined || hasShell(behind.dockerfile.file, behind.stage) !== false) continue
      for (const watch of itemsOf(at(service.node, 'develop', 'watch'))) {
        const action = at(watch, 'action')
        if (action === undefined || !textOf(action)?.startsWith('sync')) continue
        const { file: path, line } = action
        yield { path, line, message: `${service.name} has no shell, and can't sync files` }
      }
    }
  },
}

const files = (base: string, action: string) => ({
  Dockerfile: `FROM ${base}\nCOPY app /\nCMD ["/app"]\n`,
  'compose.yaml': `services:\n  a:\n    build: .\n    develop:\n      watch:\n        - action: ${action}\n          path: .\n          target: /src\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'scratch', files: files('scratch', 'sync'), at: ['compose.yaml:6'] },
    {
      title: 'distroless',
      files: files('gcr.io/distroless/static-debian13', 'sync+restart'),
      at: ['compose.yaml:6'],
    },
  ],
  passing: [
    { title: 'a rebuild', files: files('scratch', 'rebuild') },
    { title: 'an image with a shell', files: files('alpine:3.24', 'sync') },
    { title: 'an unknown image', files: files('example.com/base:1', 'sync') },
  ],
}
