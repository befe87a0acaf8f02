import { posix } from 'node:path'
import { at } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { parseImage } from '../image.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G68: Rule = {
  id: 'G68',
  name: 'local-image',
  severity: 'warning',
  reason: 'Compose pulls an image that it does not build, and this one exists on no registry.',
  source: 'https://docs.docker.com/reference/compose-file/services/#image',
  fix: 'Add build: to the service, so that Compose builds the image itself.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const members = servicesIn(audited)
    const built = new Set(
      members.flatMap(({ service: { build, image } }) =>
        build === undefined ? [] : (image ?? []),
      ),
    )
    const own = new Set(
      [...audited.repository.texts].flatMap(([path, text]) => namesIn(path, text)),
    )
    for (const { project, service } of members) {
      const { image, node } = service
      const place = at(node, 'image')
      if (image === undefined || place === undefined || service.build !== undefined) continue
      const { short, tag, digest } = parseImage(image)
      if (tag !== undefined && tag !== 'latest') continue
      if (short.includes('/') || digest !== undefined || built.has(image) || project.partial)
        continue
      if (!own.has(short)) continue
      const { file: path, line } = place
      yield { path, line, message: `${image} has to be built before, by hand` }
    }
  },
}

/** Returns the names that an image of the repository has: its module's, and those that scripts give. */
function namesIn(path: string, text: string): readonly string[] {
  const module = path.endsWith('go.mod') ? /^module\s+"?([^\s"]+)/m.exec(text)?.[1] : undefined
  const tags = text.matchAll(/\bbuild\b[^\n]{0,300}?\s(?:-t|--tag)[ =]["']?([\w.-]{1,100})/g)
  return [
    ...(module === undefined ? [] : [posix.basename(module)]),
    ...[...tags].map(([, tag = '']) => tag),
  ]
}

const files = (service: string, more: Readonly<Record<string, string>>) => ({
  'compose.yaml': `services:\n  web:\n    ${service}\n`,
  ...more,
})

export const examples: Examples = {
  failing: [
    {
      title: 'the name of the module',
      files: files('image: shop', { 'go.mod': 'module example.com/shop\n' }),
      at: ['compose.yaml:3'],
    },
    {
      title: 'a name that a script gives',
      files: files('image: shop:latest', { Makefile: 'image:\n\tdocker build -t shop .\n' }),
      at: ['compose.yaml:3'],
    },
  ],
  passing: [
    {
      title: 'an image that Compose builds',
      files: files('image: shop\n    build: .', { 'go.mod': 'module example.com/shop\n' }),
    },
    {
      title: 'one that another service builds',
      files: files('image: shop\n    build: .\n  job:\n    image: shop', {
        'go.mod': 'module example.com/shop\n',
      }),
    },
    {
      title: 'an image of a registry',
      files: files('image: nginx', { 'go.mod': 'module example.com/shop\n' }),
    },
  ],
}
