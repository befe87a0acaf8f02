import { at, textOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G63: Rule = {
  id: 'G63',
  name: 'fixed-platform',
  severity: 'warning',
  reason: 'On another processor, the service is built and run in an emulator, many times slower.',
  source: 'https://docs.docker.com/reference/compose-file/services/#platform',
  fix: 'Remove the platform: each machine then builds for its own.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { service } of servicesIn(audited)) {
      const platform = at(service.node, 'platform')
      // An image of others may exist for no other platform.
      if (platform === undefined || service.build === undefined) continue
      const text = textOf(platform) ?? ''
      if (!/^linux\/(?:amd64|arm64)/.test(text)) continue
      const message = `${service.name} is built for ${text} on every machine`
      yield { path: platform.file, line: platform.line, message }
    }
  },
}

const files = (how: string, platform: string) => ({
  'compose.yaml': `services:\n  a:\n    ${how}\n    platform: ${platform}\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'one processor', files: files('build: .', 'linux/amd64'), at: ['compose.yaml:4'] },
  ],
  passing: [
    { title: 'a variable', files: files('build: .', '$PLATFORM') },
    { title: 'an image of others', files: files('image: mysql:5.7', 'linux/amd64') },
  ],
}
