import { expect, test } from 'vitest'
import { auditedOf } from '../../../generators/audit/audited.ts'
import { inspect } from '../../../generators/audit/inspect.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import { buildDockerized } from '../../../generators/dockerize/build.ts'
import { designOf } from '../../../generators/dockerize/design.ts'
import { type Main, type ServiceName, serviceNames } from '../../../generators/dockerize/facts.ts'
import { builtInDockerize } from '../../../generators/layers/built-in.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { factsOf, mainOf } from '../../support/facts.ts'

const { layers } = builtInDockerize()

/** Returns what an audit finds in the Compose file that `dockerize` writes for some mains. */
function foundFor(mains: readonly Main[]): readonly string[] {
  const facts = factsOf(mains)
  const directory = '/w/shop'
  const design = designOf({ directory, name: 'shop', facts, given: {}, exists: () => true })
  const tree = buildDockerized({ name: 'shop', facts, ...design, hasOwnDockerfile: false }, layers)
  const written = [...tree].map(([path, file]) => [path, textIn(file)] as const)
  const repository = repositoryOf({
    'go.mod': 'module example.com/shop\n\ngo 1.27\n',
    'go.sum': '',
    ...Object.fromEntries(written),
  })
  const { findings, composeFiles, suppressed } = inspect(
    auditedOf(repository, { asOf: '2026-11-28', facts: new Map([['.', facts]]) }),
  )
  expect([composeFiles, suppressed]).toEqual([['docker-compose.yml'], 0])
  return findings
    .filter(({ file }) => file === 'docker-compose.yml')
    .map(({ rule, line, message, text }) => `${rule} ${line} ${message}: ${text}`)
}

const port = {
  port: 8080,
  protocol: 'http',
  env: { name: 'PORT', form: 'port' },
  source: 'main.go:9',
} as const
const env = [
  'PORT',
  'DB_URL',
  'DATABASE_URL',
  'REDIS_ADDR',
  'MONGO_URI',
  'AMQP_URL',
  'JWT_SECRET',
].map((name, index) => ({ name, required: index % 2 === 0, source: 'main.go:5' }))
const service = (name: ServiceName) => ({ name, client: `x/${name}`, source: 'db.go:5' })

test.each(serviceNames.map((name) => [name]))('finds nothing for a server with %s', (name) => {
  expect(foundFor([mainOf('.', { ports: [port], env, services: [service(name)] })])).toEqual([])
})

test('finds nothing for a server, a worker and a tool with every database', () => {
  const services = serviceNames.map(service)
  const mains = [
    mainOf('cmd/shop', { ports: [port], env, services }),
    mainOf('cmd/worker', { kind: 'worker', env, services }),
    mainOf('cmd/tool', { kind: 'cli', env, services }),
  ]
  expect(foundFor(mains)).toEqual([])
})
