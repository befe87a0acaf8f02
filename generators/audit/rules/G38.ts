import { stageBehind } from '../compose/behind.ts'
import { at, settingsOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { compiledFor } from '../dockerfile/capabilities.ts'
import { environmentOf } from '../dockerfile/variables.ts'
import { compareGo } from '../go-modules.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G38: Rule = {
  id: 'G38',
  name: 'limits-that-go-does-not-know',
  severity: 'info',
  reason:
    "Go's collector does not know the memory limit of a container, and since 1.25 its scheduler knows the processors.",
  source:
    'https://go.dev/doc/gc-guide#Memory_limit; https://go.dev/doc/go1.25#container-aware-gomaxprocs',
  fix: 'Set GOMEMLIMIT to nine tenths of the memory limit.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      const behind = stageBehind(audited, service)
      if (behind === undefined || project.partial) continue
      const { file, module } = behind.dockerfile
      if (module === undefined || compiledFor(file, behind.stage).length === 0) continue
      const settings = settingsOf(at(service.node, 'environment'))
      const ofImage = environmentOf(file, behind.stage)
      const limit =
        at(service.node, 'mem_limit') ?? at(service.node, 'deploy', 'resources', 'limits', 'memory')
      const isKnown =
        settings.has('GOMEMLIMIT') ||
        ofImage.has('GOMEMLIMIT') ||
        at(service.node, 'env_file') !== undefined ||
        [...module.requires.keys()].some((path) => path.endsWith('/automemlimit'))
      if (limit !== undefined && !isKnown) {
        const { file: path, line } = limit
        yield { path, line, message: `${service.name} has a memory limit, and no GOMEMLIMIT` }
      }
      const processors = settings.get('GOMAXPROCS')
      if (processors?.value !== undefined && compareGo(module.go ?? '0', '1.25') >= 0) {
        const { file: path, line } = processors.at
        yield {
          path,
          line,
          message: 'Go takes GOMAXPROCS from the limit of the container by itself',
          remedy: 'Set the limit with cpus, and remove GOMAXPROCS.',
        }
      }
    }
  },
}

const files = (lines: string, go = '1.27', requires = '') => ({
  'go.mod': `module a\ngo ${go}\n${requires}`,
  Dockerfile:
    'FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"]\n',
  'compose.yaml': `services:\n  a:\n    build: .\n${lines}`,
})
const limit = '    mem_limit: 128m\n'

export const examples: Examples = {
  failing: [
    { title: 'a limit', files: files(limit), at: ['compose.yaml:4'] },
    {
      title: 'a limit of deploy',
      files: files('    deploy:\n      resources:\n        limits:\n          memory: 2G\n'),
      at: ['compose.yaml:7'],
    },
    {
      title: 'GOMAXPROCS',
      files: files('    environment:\n      GOMAXPROCS: "1"\n'),
      at: ['compose.yaml:5'],
    },
  ],
  passing: [
    { title: 'both', files: files(`${limit}    environment:\n      GOMEMLIMIT: 115MiB\n`) },
    { title: 'an older Go', files: files('    environment: [GOMAXPROCS=1]\n', '1.24') },
    {
      title: 'a library that reads the limit',
      files: files(limit, '1.27', 'require github.com/KimMachineGun/automemlimit v0.7.5\n'),
    },
    {
      title: 'another language',
      files: { 'compose.yaml': `services:\n  a:\n    image: redis:8\n${limit}` },
    },
  ],
}
