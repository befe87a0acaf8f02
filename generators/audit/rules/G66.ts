import { stageBehind } from '../compose/behind.ts'
import { at, settingsOf } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { asBuiltFor, programStages, shippedMains } from '../shipped.ts'

/** Variables that Go, Docker, the system, or a library reads. */
const others =
  /^(?:PATH|HOME|USER|SHELL|TERM|TZ|ZONEINFO|LANG|LC_\w+|TMPDIR|HOSTNAME|NO_COLOR|SSL_CERT_\w+|(?:HTTPS?|NO|ALL|FTP)_PROXY|(?:https?|no|all)_proxy|GO\w+|CGO_\w+|DOCKER_\w+|KUBE\w*|(?:AWS|OTEL|GRPC|PG|AZURE|GOOGLE|GCP|SENTRY|DD|JAEGER|NEW_RELIC|VAULT|CONSUL|TEMPORAL)\w*|XDG_\w+|GIN_MODE|DEBUG|PUID|PGID|UMASK|VIRTUAL_\w+|LETSENCRYPT_\w+|TINI_\w+|DEBIAN_FRONTEND|APP_VERSION|VERSION)$/

/** Libraries that read variables whose names are in no code. */
const readsAny =
  /viper|koanf|envconfig|cleanenv|caarlos0\/env|aconfig|ardanlabs\/conf|confita|configor|go-env|envdecode|sethvargo|kong|ff\/v\d|peterbourgon\/ff|urfave\/cli|gookit\/config|kratos|go-zero|goframe|beego|fx|pflag|godotenv/

export const G66: Rule = {
  id: 'G66',
  name: 'unread-variable',
  severity: 'info',
  reason:
    'A setting that nothing reads changes nothing, and may be the old name of one that is needed.',
  source: 'the Go code of the program',
  fix: 'Remove it, or correct the name.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const { project, service } of servicesIn(audited)) {
      const behind = stageBehind(audited, service)
      if (behind === undefined || project.partial) continue
      const { stage } = behind
      const dockerfile = asBuiltFor(audited, service, behind.dockerfile)
      const { module, facts } = dockerfile
      const mains = shippedMains(dockerfile, stage)
      if (module === undefined || facts === undefined || !programStages(dockerfile).includes(stage))
        continue
      if (
        mains.every(({ env }) => env.length === 0) ||
        isScript(lastOf(stage, 'ENTRYPOINT')?.instruction.text)
      )
        continue
      if ([...module.requires.keys()].some((path) => readsAny.test(path))) continue
      const read = new Set(mains.flatMap(({ env }) => env.map(({ name }) => name)))
      const source = dockerfile.file.source.join('\n')
      for (const [name, { at: node }] of settingsOf(at(service.node, 'environment'))) {
        if (read.has(name) || others.test(name) || !/^[A-Z][A-Z\d_]*$/.test(name)) continue
        // Another variable may be given by it, as in the command of the image.
        if (source.includes(name) || isElsewhere(audited.repository.texts, name)) continue
        const message = `the program reads no variable ${name}`
        yield { path: node.file, line: node.line, message }
      }
    }
  },
}

function isScript(entrypoint = ''): boolean {
  return /\.sh\b|\bsh\b|entrypoint/i.test(entrypoint)
}

/** Returns whether a script or a document knows a variable. */
function isElsewhere(texts: ReadonlyMap<string, string>, name: string): boolean {
  return [...texts].some(([path, text]) => !/ya?ml$/.test(path) && text.includes(name))
}

const files = (setting: string, requires = '') => ({
  'go.mod': `module a\n${requires}`,
  Dockerfile:
    'FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n',
  'compose.yaml': `services:\n  a:\n    build: .\n    environment:\n      ${setting}\n`,
})
const facts = {
  '.': { mains: [exampleMain({ env: [{ name: 'DB_URL', required: true, source: 'main.go:7' }] })] },
}

export const examples: Examples = {
  failing: [{ title: 'another name', files: files('DB_URI: x'), facts, at: ['compose.yaml:5'] }],
  passing: [
    { title: 'a variable that is read', files: files('DB_URL: x'), facts },
    { title: "Go's own", files: files('GOMEMLIMIT: 1GiB'), facts },
    {
      title: 'a library that reads any',
      files: files('APP_URL: x', 'require github.com/spf13/viper v1.20.0\n'),
      facts,
    },
    {
      title: 'a program of which no variable is known',
      files: files('DB_URI: x'),
      facts: { '.': { mains: [exampleMain({})] } },
    },
  ],
}
