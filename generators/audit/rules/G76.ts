import { escapeRegExp } from '../../escape-reg-exp.ts'
import { databaseBehind } from '../compose/behind.ts'
import { interpolate } from '../compose/interpolate.ts'
import { at, settingsOf } from '../compose/located.ts'
import { portsOf } from '../compose/ports.ts'
import { servedPorts } from '../compose/served-ports.ts'
import { servicesIn } from '../compose/services.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G76: Rule = {
  id: 'G76',
  name: 'published-port-between-containers',
  severity: 'warning',
  reason: 'Containers reach each other on the ports in the containers, not on those of the host.',
  source: 'https://docs.docker.com/compose/how-tos/networking/',
  fix: 'Use the port on which the database listens in its container.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service: other } of servicesIn(audited)) {
      const { partial, services, variables } = project
      const database = databaseBehind(audited, other)
      if (database === undefined || partial) continue
      const served = servedPorts(database, other, variables)
      for (const { published, target = 0 } of portsOf(other.node, variables)) {
        if (published === undefined || served.includes(published) || !served.includes(target))
          continue
        const address = new RegExp(`(?:^|[^\\w.-])${escapeRegExp(other.name)}:${published}(?!\\d)`)
        for (const { name: own, node } of services.values()) {
          if (own === other.name || at(node, 'network_mode') !== undefined) continue
          const settings = settingsOf(at(node, 'environment'))
          for (const [name, { value = '', at: place }] of settings) {
            const text = interpolate(value, variables) ?? value
            const host = /PORT$/.test(name)
              ? settings.get(name.replace(/PORT$/, 'HOST'))
              : undefined
            const isPair = host?.value === other.name && text === `${published}`
            if (!address.test(text) && !isPair) continue
            yield {
              path: place.file,
              line: place.line,
              message: `${name} names the port ${published} of the host, and ${database.name} in ${other.name} listens on ${target}`,
            }
          }
        }
      }
    }
  },
}

const files = (setting: string, published = '5433:5432', more = '') => ({
  'compose.yaml': `services:\n  a:\n    build: .\n    environment:\n      ${setting}\n  a-db:\n    image: postgres:18\n    ports: ["${published}"]\n${more}`,
})

export const examples: Examples = {
  failing: [
    {
      title: 'in a URL',
      files: files('URL: postgres://a@a-db:5433/a', '127.0.0.1:5433:5432'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'beside the host',
      files: files('DB_HOST: a-db\n      DB_PORT: 5433'),
      at: ['compose.yaml:6'],
    },
  ],
  passing: [
    { title: 'the port of the container', files: files('URL: postgres://a@a-db:5432/a') },
    { title: 'another service', files: files('URL: postgres://a@my-a-db:5433/a') },
    { title: 'another port', files: files('URL: postgres://a@a-db:54330/a') },
    { title: 'that of another host', files: files('DB_HOST: b\n      DB_PORT: 5433') },
    {
      title: 'a server that listens there',
      files: files('URL: a-db:5433', '5433:5433', '    command: -p 5433\n'),
    },
  ],
}
