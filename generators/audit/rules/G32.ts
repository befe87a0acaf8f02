import { tokenIn } from '../../credentials.ts'
import { commandsIn } from '../dockerfile/go-commands.ts'
import { copiesIn, lineage } from '../dockerfile/stages.ts'
import { assignmentsOf } from '../dockerfile/variables.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { broughtSecret, secretOf } from '../secret-files.ts'

const secretName =
  /(?:^|_)(?:password|passwd|pwd|secret|token|apikey|api_key|access_key|private_key|credentials?)(?:$|_)/i
const harmlessName =
  /_(?:file|filepath|filename|path|dir|url|uri|endpoint|name|user|username|label|mode|role|provider|method|policy|strategy|realm|audience|scopes?|enabled?|required|length|size|count|cost|ttl|lifespan|lifetime|duration|age|expiry|expiration|timeout|header|type|format|algorithm|issuer|id|host|port)$|public|^(?:goauth|ssh_auth_sock)$/i
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
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, finals, isContextCertain, isForDevelopment } = dockerfile
      const isSure = isContextCertain && !isForDevelopment
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
            if (
              isFile ||
              /^(?:true|false|\d+[smhd]?|none|disabled?|jwt|opaque|bearer)$/i.test(value ?? '')
            )
              continue
            const message =
              instruction.keyword === 'ENV'
                ? `${name} stays in the environment of the image`
                : `${name} stays in the history of the image`
            yield { path, line: instruction.line, message, ...severity }
          }
        }
        for (const copy of copiesIn(file, stage)) {
          const named = secretOf(copy, dockerfile, repository)
          const message =
            named ?? broughtSecret(copy, dockerfile, repository, shipped.has(stage) && isSure)
          if (message === undefined) continue
          yield { path, line: copy.instruction.line, message, ...severity }
        }
        for (const { run, line, words } of commandsIn(file, stage)) {
          const text = words.join(' ')
          const isMounted = run.flags.some(
            ({ name, value }) => name === 'mount' && value.includes('type=secret'),
          )
          const message =
            tokenIn(text) !== undefined
              ? 'the token in this command stays in the history of the image, and in that of git'
              : urlWithToken.test(text) && !isMounted
                ? 'the token in this URL stays in the history of the image'
                : undefined
          if (message !== undefined) yield { path, line, message, ...severity }
        }
      }
    }
  },
}

// In two parts, so that scanners find no key here.
const keyHeader = /* @__PURE__ */ ['-----BEGIN PRIVATE', 'KEY-----'].join(' ')
const token = /* @__PURE__ */ ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_')

export const examples: Examples = {
  failing: [
    {
      title: 'a password in ENV',
      files: { Dockerfile: 'FROM alpine:3.24\nENV DB_PASSWORD=hunter2\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'two in a line',
      files: { Dockerfile: 'FROM alpine:3.24\nENV DB_PASSWORD=hunter2 API_TOKEN=hunter3\n' },
      at: ['Dockerfile:2', 'Dockerfile:2'],
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
      title: 'a token itself, in a URL',
      files: {
        Dockerfile: `FROM golang:1.27\nRUN git clone https://oauth2:${token}@github.com/a/b\n`,
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a file of settings with a password',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY app.env .\n',
        'app.env': 'PORT=1\nSENDER_PASSWORD=hunter2\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: '.npmrc with a token',
      files: {
        Dockerfile: 'FROM node:24\nCOPY package.json .npmrc ./\n',
        '.npmrc': '//npm.acme.example/:_authToken=npm_hunter2\n',
        'package.json': '{}',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a .env that git ignores',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY .env .\n',
        '.env': 'PORT=1\n',
        '.gitignore': '.env\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a .env that git has, in the whole context',
      files: { Dockerfile: 'FROM alpine:3.24\nCOPY . /a\n', '.env': 'API_TOKEN=x1y2z3\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a .env in a folder whose name only contains `dist`',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY . /a\n',
        'distributor/.env': 'API_TOKEN=x1y2z3\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'settings whose name only contains `test`',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY latest.env /\n',
        'latest.env': 'SENDER_PASSWORD=hunter2\n',
      },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a .env that git has, in a folder of another stage',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS b\nWORKDIR /src\nCOPY . .\nFROM alpine:3.24\nCOPY --from=b /src/configs /configs\n',
        'configs/.env.production': 'API_TOKEN=x1y2z3\n',
      },
      at: ['Dockerfile:5'],
    },
    {
      title: 'a private key, also from another stage',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS b\nWORKDIR /src\nCOPY . .\nFROM alpine:3.24\nCOPY --from=b /src/jwt.pem /a/\nCOPY jwt.pem /b/\n',
        'jwt.pem': `${keyHeader}\n`,
      },
      at: ['Dockerfile:5', 'Dockerfile:6'],
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
    {
      title: 'settings about a secret',
      files: {
        Dockerfile:
          'FROM alpine:3.24\nENV AUTH_CONFIG_FILEPATH=/a/b AUTH_MODE=oidc AUTH_DEFAULT_ROLE="{}" HSM_TOKEN_LABEL=hydra ACCESS_TOKEN=jwt\n',
      },
    },
    {
      title: 'files without secrets',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY .npmrc .env app.env ./\n',
        '.npmrc': `engine-strict=true\n//npm.example.com/:_authToken=\${NPM_TOKEN}\n`,
        '.env': 'PORT=1\n',
        'app.env': 'PASSWORD=changeme\nDB=postgres://a:b@localhost/a\n',
      },
    },
    {
      title: 'what .dockerignore hides, git ignores, or only a builder has',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS b\nCOPY . /a\nFROM alpine:3.24\nCOPY c /c\nCOPY --from=b /a/d /d\n',
        '.dockerignore': 'c/.env\n',
        '.gitignore': 'd/.env\n',
        '.env': 'API_TOKEN=x1y2z3\n',
        'c/.env': 'API_TOKEN=x1y2z3\n',
        'd/.env': 'API_TOKEN=x1y2z3\n',
      },
    },
    {
      title: 'a certificate, and keys for tests',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY ca.pem /\nCOPY . /a\n',
        'ca.pem': '-----BEGIN CERTIFICATE-----\n',
        'testdata/a.key': `${keyHeader}\n`,
        'certs/localhost.key': `${keyHeader}\n`,
      },
    },
    { title: 'an example', files: { Dockerfile: 'FROM alpine:3.24\nCOPY .env.example /\n' } },
  ],
}
