import { DockerfileParser, type Instruction } from 'dockerfile-ast'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cells, identity } from '../support/matrix.ts'
import { textOf } from '../support/text.ts'

// The problems that hadolint (DL), Trivy (DS), Checkov (CKV), KICS and Docker's own checks report,
// with nothing suppressed.

/** A stage: its FROM and the instructions after it. */
interface Stage {
  readonly image: string
  readonly name: string
  readonly instructions: readonly Instruction[]
}

/** Returns the stages of a Dockerfile. */
function stagesOf(text: string): readonly Stage[] {
  const dockerfile = DockerfileParser.parse(text)
  const starts = dockerfile.getFROMs()
  return starts.map((from, index) => {
    const first = from.getRange().start.line
    const end = starts[index + 1]?.getRange().start.line ?? Number.POSITIVE_INFINITY
    return {
      image: from.getImage() ?? '',
      name: from.getBuildStage() ?? '',
      instructions: dockerfile.getInstructions().filter((instruction) => {
        const { line } = instruction.getRange().start
        return line >= first && line < end
      }),
    }
  })
}

const of = ({ instructions }: Stage, ...keywords: readonly string[]) =>
  instructions.filter((instruction) => keywords.includes(instruction.getKeyword()))
const argumentsOf = (instruction: Instruction) => instruction.getArgumentsContent() ?? ''
const told = (instructions: readonly Instruction[]) => instructions.map(String)
/**
 * Returns the stages that can be run: those with an entry point, and the last one, which linters
 * check.
 */
const finals = (stages: readonly Stage[]) =>
  stages.filter((stage, index) => of(stage, 'ENTRYPOINT').length > 0 || index === stages.length - 1)

/**
 * A rule: who checks it, what it requires, a Dockerfile that violates it, and a function that finds
 * violations.
 */
type DockerfileRule = readonly [
  ids: string,
  claim: string,
  bad: string,
  offences: (stages: readonly Stage[]) => readonly string[],
]

const dockerfileRules: readonly DockerfileRule[] = [
  [
    'DL3006 DL3007 DS-0001 CKV_DOCKER_7',
    'every image has a tag, which is not latest',
    'FROM alpine:latest AS run',
    (stages) => {
      const own = new Set(['scratch', ...stages.map(({ name }) => name)])
      return stages
        .map(({ image }) => image)
        .filter((image) => !own.has(image) && !/:(?!latest)[\w.-]+$/.test(image))
    },
  ],
  [
    'DL3024 StageNameCasing',
    'stages have lower-case names of their own',
    'FROM alpine:3 AS Run',
    (stages) =>
      stages
        .map(({ name }) => name)
        .filter((name, index, all) => !/^[a-z-]+$/.test(name) || all.indexOf(name) !== index),
  ],
  [
    'DL3029 FromPlatformFlagConstDisallowed',
    'no platform is fixed',
    'FROM --platform=linux/amd64 alpine:3 AS run',
    (stages) =>
      stages
        .flatMap((stage) => told(of(stage, 'FROM')))
        .filter((line) => /--platform=(?!\$BUILDPLATFORM )/.test(line)),
  ],
  [
    'DL3020 DS-0005 CKV_DOCKER_4',
    'nothing is added where it can be copied',
    'FROM scratch AS run\nADD a /a',
    (stages) => stages.flatMap((stage) => told(of(stage, 'ADD'))),
  ],
  [
    'DL4000 MaintainerDeprecated',
    'nothing old is used: MAINTAINER, ONBUILD, SHELL',
    'FROM scratch AS run\nMAINTAINER me',
    (stages) => stages.flatMap((stage) => told(of(stage, 'MAINTAINER', 'ONBUILD', 'SHELL'))),
  ],
  [
    'DL3025 JSONArgsRecommended',
    'commands are in exec form',
    'FROM scratch AS run\nHEALTHCHECK CMD /api healthcheck',
    (stages) =>
      stages
        .flatMap((stage) => of(stage, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'))
        .filter((instruction) => !/(^|CMD )\["|^NONE$/.test(argumentsOf(instruction)))
        .map(String),
  ],
  [
    'DL3002 DL3066 DS-0002 CKV_DOCKER_3 CKV_DOCKER_8 CIS-4.1',
    'the last user of what is run is a number that is not root',
    'FROM scratch AS run\nUSER nonroot',
    (stages) =>
      finals(stages).flatMap((stage) => {
        const user = of(stage, 'USER').at(-1)
        const fine = user !== undefined && /^[1-9]\d*:[1-9]\d*$/.test(argumentsOf(user))
        return fine ? [] : [`${stage.name}: ${user ?? 'no USER'}`]
      }),
  ],
  [
    'DL3057 DS-0026 CKV_DOCKER_2 CIS-4.6',
    'what is run says how its health is checked',
    'FROM scratch AS run\nENTRYPOINT ["/api"]',
    (stages) =>
      finals(stages).flatMap((stage) =>
        of(stage, 'HEALTHCHECK').length === 1 ? [] : [stage.name],
      ),
  ],
  [
    'DL3012 DL4003 DL4004 DS-0007 DS-0016 DS-0023',
    'no stage says a thing twice',
    'FROM scratch AS run\nCMD ["a"]\nCMD ["b"]',
    (stages) =>
      stages.flatMap((stage) =>
        ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'USER'].flatMap((keyword) =>
          told(of(stage, keyword).slice(1)),
        ),
      ),
  ],
  [
    'DL3000 DS-0009 WorkdirRelativePath',
    'working directories are absolute',
    'FROM scratch AS run\nWORKDIR src',
    (stages) =>
      stages
        .flatMap((stage) => of(stage, 'WORKDIR'))
        .filter((instruction) => !argumentsOf(instruction).startsWith('/'))
        .map(String),
  ],
  [
    'DL3001 DL3003 DL3004 DL3008 DL3018 DL3062 DL4001 DL4006 DS-0010 DS-0013 DS-0017 DS-0025',
    'no command changes directory, is root’s, installs a package, pipes or fetches',
    'FROM alpine:3 AS run\nRUN apk add tzdata',
    (stages) =>
      stages
        .flatMap((stage) => told(of(stage, 'RUN')))
        .filter((line) =>
          /\b(cd|sudo|su|apt|apt-get|apk|pip|npm|curl|wget|go install|go get|chmod 777|ssh|useradd)\b|[^|]\|[^|]/.test(
            line,
          ),
        ),
  ],
  [
    'DL3059 KICS-multiple-RUN',
    'no two RUN follow each other',
    'FROM alpine:3 AS run\nRUN true\nRUN true',
    (stages) =>
      stages.flatMap(({ instructions }) =>
        instructions
          .filter(
            (instruction, index) =>
              instruction.getKeyword() === 'RUN' && instructions[index - 1]?.getKeyword() === 'RUN',
          )
          .map(String),
      ),
  ],
  [
    'DL3064 DS-0031 SecretsUsedInArgOrEnv CIS-4.10',
    'no secret is an argument, a variable or a file that is copied',
    'FROM scratch AS run\nARG GITHUB_TOKEN',
    (stages) =>
      stages
        .flatMap((stage) => told(of(stage, 'ARG', 'ENV', 'COPY')))
        .filter((line) => /passw|secret|token|auth|_key|netrc|\.env|\.ssh/i.test(line)),
  ],
  [
    'DL3022 DL3023',
    'what is copied comes from an earlier stage',
    'FROM scratch AS run\nCOPY --from=later /a /a',
    (stages) =>
      stages.flatMap((stage, index) =>
        told(of(stage, 'COPY')).filter((line) => {
          const from = /--from=(\S+)/.exec(line)?.[1]
          return from !== undefined && !stages.slice(0, index).some(({ name }) => name === from)
        }),
      ),
  ],
  [
    'DL3011 DS-0004 DS-0008 ExposeInvalidFormat CIS-5.8',
    'ports are numbers that need no root',
    'FROM scratch AS run\nEXPOSE 80',
    (stages) =>
      stages
        .flatMap((stage) => of(stage, 'EXPOSE'))
        .filter((instruction) => !(Number(argumentsOf(instruction)) >= 1024))
        .map(String),
  ],
  [
    'DL3048 DL3049',
    'labels are OCI’s own',
    'FROM scratch AS run\nLABEL version="1"',
    (stages) =>
      stages
        .flatMap((stage) => told(of(stage, 'LABEL')))
        .flatMap((line) => [...line.matchAll(/([\w.-]+)=/g)].map(([, key]) => key ?? ''))
        .filter((key) => !/^org\.opencontainers\.image\.[a-z]+$/.test(key)),
  ],
]

const paths = ['Dockerfile', 'prebuilt.dockerfile', 'testing.dockerfile']

describe.each(dockerfileRules)('%s: %s', (_ids, _claim, bad, offences) => {
  test('the rule detects violations', () => {
    expect(offences(stagesOf(bad))).not.toEqual([])
  })

  test.each(paths)('%s', (path) => {
    for (const { title, tree } of cells) {
      expect(offences(stagesOf(textOf(tree, path))), title).toEqual([])
    }
  })
})

test('the database image keeps the official command, and a changed init.sql is readable in it', () => {
  for (const { title, tree, database } of cells) {
    const stage = stagesOf(textOf(tree, 'Dockerfile')).find(({ name }) => name === 'db')
    const lines = told(stage?.instructions ?? [])
    expect(lines, title).toContain(
      database === 'postgres' ? 'CMD ["postgres"]' : 'CMD ["redis-server"]',
    )
    const schema = lines.filter((line) => line.startsWith('COPY --chmod=0644 init.sql '))
    expect(schema, title).toHaveLength(database === 'postgres' ? 1 : 0)
    expect(textOf(tree, 'database.sh'), title).toMatch(/\nexec docker-entrypoint\.sh "\$@"\n$/)
  }
})

test('the ignore files of the two Dockerfiles that compile differ only in the tests and the linters', () => {
  for (const { title, tree } of cells) {
    const patterns = (path: string) =>
      textOf(tree, path)
        .split('\n')
        .filter((line) => !line.startsWith('#'))
    const [build, testing] = ['.dockerignore', 'testing.dockerfile.dockerignore'].map(patterns)
    expect(
      build?.filter((line) => !testing?.includes(line)),
      title,
    ).toEqual(['**/*_test.go'])
    expect(
      testing?.filter((line) => !build?.includes(line)),
      title,
    ).toEqual(['!/.golangci.yml'])
  }
})

test('every step that runs go has both caches and the netrc, in both Dockerfiles that run it', () => {
  for (const { title, tree } of cells) {
    const steps = ['Dockerfile', 'testing.dockerfile']
      .flatMap((path) => stagesOf(textOf(tree, path)))
      .flatMap((stage) => told(of(stage, 'RUN')))
      .filter((line) => /\bgo(langci-lint)? (build|test|vet|run|mod)\b/.test(line))
    expect(steps.length, title).toBeGreaterThanOrEqual(5)
    for (const step of steps) {
      expect(step, title).toContain('--mount=type=cache,target=/go/pkg/mod')
      expect(step, title).toContain('--mount=type=secret,id=netrc,target=/root/.netrc')
      if (step.includes('go mod download')) continue
      expect(step, title).toContain('--mount=type=cache,target=/root/.cache/go-build')
    }
  }
})

test('GOPRIVATE and GOPROXY are arguments of the download stage, declared before the download', () => {
  for (const { title, tree } of cells) {
    for (const path of ['Dockerfile', 'testing.dockerfile']) {
      const stage = stagesOf(textOf(tree, path)).find(({ instructions }) =>
        instructions.some((instruction) => String(instruction).includes('go mod download')),
      )
      const lines = told(stage?.instructions ?? [])
      const download = lines.findIndex((line) => line.includes('go mod download'))
      for (const name of ['GOPRIVATE', 'GOPROXY']) {
        const at = lines.indexOf(`ARG ${name}`)
        expect(at, `${title} ${path}`).toBeGreaterThan(0)
        expect(at, `${title} ${path}`).toBeLessThan(download)
      }
    }
  }
})

/** The fields of a Compose service that the rules read. */
interface Service {
  readonly image?: string
  readonly build?: object
  readonly entrypoint?: readonly string[]
  readonly user?: string
  readonly read_only?: boolean
  readonly privileged?: boolean
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
  readonly memswap_limit?: string
  readonly pids_limit?: number
  readonly restart?: string
  readonly networks?: readonly string[]
  readonly network_mode?: string
  readonly pid?: string
  readonly ipc?: string
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string | null>>
  readonly healthcheck?: Readonly<Record<string, unknown>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly stop_grace_period?: string
  readonly volumes?: readonly {
    readonly source: string
    readonly type: string
    readonly read_only?: boolean
  }[]
}

/** A complete Compose file. */
interface Compose {
  readonly version?: string
  readonly name: string
  readonly services: Readonly<Record<string, Service>>
  readonly networks: Readonly<Record<string, { internal?: boolean; external?: boolean } | null>>
  readonly volumes: Readonly<Record<string, object | null>>
}

/**
 * A rule for every service: who checks it, what it requires, a service that violates it, and
 * whether a service complies.
 */
type ServiceRule = readonly [
  ids: string,
  claim: string,
  bad: Service,
  keeps: (service: Service) => boolean,
]

const serviceRules: readonly ServiceRule[] = [
  ['CIS-5.13 CL-0007', 'a read-only root', {}, ({ read_only }) => read_only === true],
  [
    'CIS-5.4 KICS-container_capabilities_unrestricted',
    'no capability',
    { cap_drop: ['ALL'], cap_add: ['CHOWN'] },
    ({ cap_add, cap_drop }) => cap_add === undefined && cap_drop?.join() === 'ALL',
  ],
  [
    'CIS-5.26 KICS-no_new_privileges_not_set KICS-security_opt_not_set',
    'no new privileges, and seccomp as it is',
    { security_opt: ['seccomp:unconfined'] },
    ({ security_opt }) => security_opt?.join() === 'no-new-privileges:true',
  ],
  [
    'CIS-4.1',
    'a user who is not root',
    { user: '0:0' },
    ({ user }) => /^(?!root|0\b)[\w:]+$/.test(user ?? ''),
  ],
  [
    'CIS-5.11 KICS-memory_not_limited',
    'a limit for memory, and no swap beyond it',
    { mem_limit: '64m' },
    ({ mem_limit, memswap_limit }) => /^\d+m$/.test(mem_limit ?? '') && memswap_limit === mem_limit,
  ],
  [
    'CIS-5.29 KICS-pids_limit_not_set',
    'a limit for processes',
    { pids_limit: -1 },
    ({ pids_limit = 0 }) => pids_limit > 0,
  ],
  [
    'CIS-5.27 KICS-healthcheck_not_set',
    'a health check that is not turned off: the image has one where Compose has none',
    { healthcheck: { test: ['NONE'] } },
    ({ healthcheck, build }) =>
      healthcheck === undefined
        ? build !== undefined
        : Array.isArray(healthcheck.test) && healthcheck.test[0] !== 'NONE',
  ],
  [
    'start_interval without start_period',
    'no interval that Compose refuses',
    { healthcheck: { start_interval: '1s' } },
    ({ healthcheck = {} }) => !('start_interval' in healthcheck) || 'start_period' in healthcheck,
  ],
  [
    'CIS-5.15 KICS-restart_policy',
    'a restart policy without a count',
    { restart: 'on-failure:3' },
    ({ restart }) => restart === 'unless-stopped' || restart === 'no',
  ],
  [
    'KICS-networks_not_set CIS-5.30',
    'networks of its own',
    {},
    ({ networks = [] }) => networks.length > 0,
  ],
  [
    'CIS-5.5 CIS-5.10 KICS-host_namespace_is_shared',
    'no privilege and no namespace of the host',
    { network_mode: 'host' },
    ({ privileged, network_mode, pid, ipc }) => !(privileged || network_mode || pid || ipc),
  ],
  [
    'CIS-5.32 KICS-volume_has_sensitive_host_directory',
    'nothing of the host but files of the repository, read-only',
    { volumes: [{ type: 'bind', source: '/var/run/docker.sock' }] },
    ({ volumes = [] }) =>
      volumes.every(({ type, source, read_only }) => {
        return (
          type === 'volume' || (type === 'bind' && source.startsWith('./') && read_only === true)
        )
      }),
  ],
  [
    'CIS-5.14 dclint:no-unbound-port-interfaces',
    'ports on the loopback alone, which can be chosen',
    { ports: ['8080:8080'] },
    ({ ports = [] }) => ports.every((port) => /^127\.0\.0\.1:\$\{\w+:-\d+\}:\d{4,}$/.test(port)),
  ],
  [
    'dclint:no-build-and-image CIS-5.28',
    'either a build or an image with a tag',
    { image: 'postgres' },
    ({ build, image }) =>
      build === undefined ? /:(?!latest)[\w.-]+$/.test(image ?? '') : image === undefined,
  ],
  [
    'CL-0020 CL-0021 KICS-passwords_and_secrets',
    'no credential',
    { environment: { DB_URL: 'postgres://app:app@db/app' } },
    ({ environment = {} }) =>
      Object.entries(environment).every(
        ([name, value]) =>
          (!/passw|secret|token|_key/i.test(name) || name.endsWith('_FILE')) &&
          !/:\/\/[^/]*:[^/]*@/.test(value ?? ''),
      ),
  ],
  [
    'G41 Compose-Guard',
    'dependencies that are gated on health or success',
    { depends_on: { db: { condition: 'service_started' } } },
    ({ depends_on = {} }) =>
      Object.values(depends_on).every(({ condition }) =>
        ['service_healthy', 'service_completed_successfully'].includes(condition),
      ),
  ],
]

describe.each(serviceRules)('%s: %s', (_ids, _claim, bad, keeps) => {
  test('the rule detects violations', () => {
    expect(keeps(bad)).toBe(false)
  })

  test('on every service', () => {
    for (const { title, tree } of cells) {
      const { services } = composeOf(tree)
      expect(Object.keys(services).length, title).toBeGreaterThanOrEqual(3)
      const offenders = Object.keys(services).filter((name) => !keeps(services[name] ?? {}))
      expect(offenders, title).toEqual([])
    }
  })
})

describe.each(cells)('$title: docker-compose.yml', ({ tree, database }) => {
  const compose = composeOf(tree)
  const { api = {}, cli = {}, db = {} } = compose.services

  test('has a name and no version', () => {
    expect(compose.version).toBeUndefined()
    expect(compose.name).toBe(identity.name)
  })

  test('needs no network or volume that has to be created first', () => {
    for (const part of [compose.networks, compose.volumes]) {
      expect(JSON.stringify(part)).not.toContain('external')
    }
  })

  test('keeps the database only on an internal network', () => {
    expect(db.networks).toEqual(['data'])
    expect(compose.networks.data?.internal).toBe(true)
    expect(db.ports).toBeUndefined()
  })

  test('gives the Go runtime nine tenths of the memory', () => {
    for (const { mem_limit, environment } of [api, cli]) {
      const share =
        Number.parseInt(environment?.GOMEMLIMIT ?? '', 10) / Number.parseInt(mem_limit ?? '', 10)
      expect(share).toBeGreaterThan(0.85)
      expect(share).toBeLessThanOrEqual(0.95)
    }
  })

  test('waits longer for a stop than the service does with the delay of a load balancer', () => {
    expect(Number.parseInt(api.stop_grace_period ?? '', 10)).toBeGreaterThan(5 + 15)
  })

  test('checks the API for readiness, and the database over TCP', () => {
    expect(api.healthcheck?.test).toEqual(['CMD', '/api', 'healthcheck', '/readyz'])
    const stage = stagesOf(textOf(tree, 'Dockerfile')).find((stage) => stage.name === 'db')
    const [check] = stage === undefined ? [] : told(of(stage, 'HEALTHCHECK'))
    expect(check).toMatch(/--start-period=5m --start-interval=1s .*-h 127\.0\.0\.1/s)
  })

  test('keeps the data in the same place as the image', () => {
    const targets = JSON.stringify(db.volumes)
    expect(targets).toContain(database === 'postgres' ? '"/var/lib/postgresql"' : '"/data"')
  })
})

function composeOf(tree: (typeof cells)[number]['tree']): Compose {
  return parse(textOf(tree, 'docker-compose.yml'), { merge: true })
}
