import { commandsIn } from '../dockerfile/go-commands.ts'
import { copiesIn, lineage } from '../dockerfile/stages.ts'
import { assignmentsOf } from '../dockerfile/variables.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const secretName =
  /(?:^|_)(?:password|passwd|pwd|secret|token|apikey|api_key|access_key|private_key|credentials?|auth)(?:$|_)/i
const harmlessName =
  /_(?:file|path|dir|url|uri|name|length|size|ttl|expiry|expiration|timeout|header|type|algorithm|issuer|key_id|host|port)$|public|^(?:goauth|ssh_auth_sock)$/i
const secretFile =
  /(?:^|\/)(?:\.netrc|\.git-credentials|\.npmrc|\.pypirc|id_rsa|id_ed25519|id_ecdsa|\.ssh|\.aws|\.env(?!\.(?:example|sample|template|dist|defaults?|test)\b)(?:\.[\w.-]+)?)\/?$/
const urlWithToken =
  /https?:\/\/(?:[^\s:/@"']+:)?\$\{?(?:\w*(?:TOKEN|PASSWORD|PAT|SECRET|CREDENTIALS?)\w*)\}?[^\s/@"']*@/i

export const G32: Rule = {
  id: 'G32',
  name: 'secret-in-the-image',
  severity: 'error',
  reason: 'Everyone who has the image can read its layers, its history and its environment.',
  source:
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/; CIS Docker Benchmark 4.10',
  fix: 'Mount it with RUN --mount=type=secret, and pass it to the container when it starts.',
  overlaps: ['DL3064', 'SecretsUsedInArgOrEnv'],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file, finals } of dockerfiles) {
      const shipped = new Set(finals.flatMap(lineage))
      for (const stage of file.stages) {
        // What only a builder has stays on the machine that builds, and in its cache.
        const severity = shipped.has(stage) ? {} : { severity: 'warning' as const }
        for (const instruction of stage.instructions) {
          if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') continue
          for (const { name, value } of assignmentsOf(instruction)) {
            if (!secretName.test(name) || harmlessName.test(name)) continue
            const isEmpty = value === undefined || value === ''
            if (instruction.keyword === 'ENV' && isEmpty) continue
            const isFile = /^\/(?:run|var|etc)\//.test(value ?? '')
            if (isFile || /^(?:true|false|\d+[smhd]?|none|disabled?)$/i.test(value ?? '')) continue
            const message =
              instruction.keyword === 'ENV'
                ? `${name} stays in the environment of the image`
                : `${name} stays in the history of the image`
            yield { path, line: instruction.line, message, ...severity }
          }
        }
        for (const { instruction, sources, from } of copiesIn(file, stage)) {
          const secret = sources.find((source) => secretFile.test(source))
          if (secret === undefined) continue
          yield {
            path,
            line: instruction.line,
            message: `${secret} becomes part of the image`,
            ...severity,
            ...(from === undefined ? {} : {}),
          }
        }
        for (const { run, line, words } of commandsIn(file, stage)) {
          const text = words.join(' ')
          const isMounted = run.flags.some(
            ({ name, value }) => name === 'mount' && value.includes('type=secret'),
          )
          if (urlWithToken.test(text) && !isMounted)
            yield {
              path,
              line,
              message: 'the token in this URL stays in the history of the image',
              ...severity,
            }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a password in ENV',
      files: { Dockerfile: 'FROM alpine:3.24\nENV DB_PASSWORD=hunter2\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a token as ARG',
      files: { Dockerfile: 'FROM alpine:3.24\nARG GITHUB_TOKEN\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: '.env',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS b\nFROM scratch\nCOPY --from=b ["/build/app", "/build/.env", "/"]\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'a token in a URL',
      files: {
        Dockerfile:
          'FROM golang:1.27\nRUN git config --global url."https://x:$GH_TOKEN@github.com/".insteadOf https://github.com/\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'in a builder',
      files: {
        Dockerfile: 'FROM golang:1.27 AS b\nCOPY .netrc /root/.netrc\nFROM scratch\nCMD ["/a"]\n',
      },
      at: ['Dockerfile:2'],
      severity: 'warning',
    },
  ],
  passing: [
    {
      title: 'a mounted secret',
      files: {
        Dockerfile:
          'FROM golang:1.27\nRUN --mount=type=secret,id=netrc,target=/root/.netrc go mod download\n',
      },
    },
    {
      title: 'where a secret is',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nENV DB_PASSWORD_FILE=/run/secrets/db TOKEN_TTL=5m DB_PASSWORD=\nARG PUBLIC_KEY=x\n',
      },
    },
    { title: 'an example', files: { Dockerfile: 'FROM alpine:3.24\nCOPY .env.example /\n' } },
  ],
}
