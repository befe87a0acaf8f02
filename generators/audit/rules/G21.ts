import type { Main } from '../../dockerize/facts.ts'
import type { Audited, AuditedDockerfile } from '../audited.ts'
import { at } from '../compose/located.ts'
import { servicesIn } from '../compose/services.ts'
import { baseOf, commandsOfLineage } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { imageOf, lastOf } from '../dockerfile/stages.ts'
import { evaluated } from '../dockerfile/variables.ts'
import { kindOf } from '../find-files.ts'
import { hasDroppingScript, isInRootFolder, mayBeClosed } from '../only-root.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, programWords, shippedMains } from '../shipped.ts'
import { startsOwnBinary } from '../started.ts'

const openFolder =
  'Use WORKDIR /app instead of a folder in /root, which only root can read, and add USER 65532:65532 to the last stage.'

/** What of a service gives its container rights, or files of others, that a user may need to be root for. */
const ofService = [
  ...['volumes', 'tmpfs', 'secrets', 'configs', 'devices', 'volumes_from', 'user', 'entrypoint'],
  ...['privileged', 'cap_add', 'security_opt', 'network_mode', 'pid', 'ipc', 'cgroup', 'sysctls'],
]

/** A `docker run` that mounts something, or gives rights. */
const ofRun =
  /\b(?:docker|podman|nerdctl)\s+run\b(?:\\\r?\n|[^\n])*?\s(?:-v|--volume|--mount|--device|--privileged|--cap-add|--net(?:work)?[= ]host|--pid|--user|-u)\b/

/** Returns whether something that runs an image gives it files or rights. */
function isGivenRights({ path }: AuditedDockerfile, stage: Stage, audited: Audited): boolean {
  const { repository } = audited
  const hasEntry = lastOf(stage, 'ENTRYPOINT') !== undefined
  const keys = hasEntry ? ofService : [...ofService, 'command']
  return (
    servicesIn(audited).some(
      ({ service: { build, node } }) =>
        build?.dockerfile === path && keys.some((key) => at(node, key) !== undefined),
    ) || [...repository.texts].some(([path, text]) => kindOf(path) === 'script' && ofRun.test(text))
  )
}

/** Returns whether a module's code is known to write no files, and to need no rights. */
function needsNoRights({ facts, module }: AuditedDockerfile, mains: readonly Main[]): boolean {
  const hasFileDatabase = [...(module?.requires.keys() ?? [])].some((name) =>
    /sqlite|bolt|badger|leveldb|pebble|duckdb|buntdb/.test(name),
  )
  const isUnread = facts?.unknown.some(({ about }) => about === 'code' || about === 'time') ?? true
  // Nothing is known of what a private module does.
  if (hasFileDatabase || isUnread || facts?.privateModules.length !== 0) return false
  return mains.every(
    ({ files, programs, cgo, ports, rights }) =>
      rights === undefined &&
      programs.length === 0 &&
      cgo.length === 0 &&
      // Outside Docker, a low port is for root.
      ports.every(({ port }) => port >= 1024) &&
      files.every(({ access }) => access === 'read'),
  )
}

/**
 * Returns the edit that gives the last stage a user, before what starts the program; none unless that
 * is a binary whose code is known to write no files and to need no rights, and what it needs is open
 * to others than root.
 */
function userBefore(
  dockerfile: AuditedDockerfile,
  stage: Stage,
  audited: Audited,
): Pick<Found, 'edit' | 'remedy'> {
  const { path, file } = dockerfile
  if (isInRootFolder(file, stage)) return { remedy: openFolder }
  const mains = shippedMains(dockerfile, stage)
  const isSafe =
    stage === file.stages.at(-1) &&
    mains.length > 0 &&
    needsNoRights(dockerfile, mains) &&
    startsOwnBinary(dockerfile, stage) &&
    lastOf(stage, 'VOLUME') === undefined &&
    !mayBeClosed(file, stage) &&
    !isGivenRights(dockerfile, stage, audited)
  if (!isSafe) return {}
  const others = stage.instructions.findLast(
    ({ keyword }) => !/^(?:CMD|ENTRYPOINT|EXPOSE|HEALTHCHECK|STOPSIGNAL)$/.test(keyword),
  )
  const line = (others ?? stage.from).endLine + 1
  return { edit: { path, line, count: 0, lines: ['USER 65532:65532'] } }
}

/** Returns whether a stage's program is an init of the whole system, which has to be root. */
function startsSystem(stage: Stage): boolean {
  const [program = ''] = programWords(stage)
  return /^\/(?:usr\/)?(?:s?bin|lib\/systemd)\/(?:init|systemd)$/.test(program)
}

export const G21: Rule = {
  id: 'G21',
  name: 'root-user',
  severity: 'error',
  reason:
    'A program that runs as root has every right in its container, and is one bug in the kernel or the runtime away from the host.',
  source: 'CIS Docker Benchmark 4.1; NIST SP 800-190 4.1.2',
  fix: 'Add USER 65532:65532 to the last stage.',
  overlaps: ['DL3002'],
  *check(audited): Iterable<Found> {
    for (const dockerfile of audited.dockerfiles) {
      const { path, file, isForDevelopment } = dockerfile
      for (const stage of programStages(dockerfile)) {
        const base = baseOf(stage)
        if (base.windows || base.kind === 'database' || startsSystem(stage)) continue
        const user = lastOf(stage, 'USER')
        const value = user === undefined ? undefined : evaluated(file, user)
        const name = value?.replace(/:.*$/s, '').replaceAll(/["']/g, '').trim()
        // A variable that is not declared is empty, and so is the user then.
        const isRoot =
          user === undefined ? base.user === 'root' : name === 'root' || /^0*$/.test(name ?? '-')
        const isUnknown = user === undefined && base.user === undefined
        if (!isRoot && !isUnknown) continue
        const drops =
          commandsOfLineage(file, stage).some(({ words }) =>
            words.some((word) => /^(?:su-exec|gosu|setpriv)\b/.test(word)),
          ) || hasDroppingScript(dockerfile, stage, audited)
        const isUnsure = isUnknown || drops || base.kind === 'go' || isForDevelopment
        yield {
          path,
          line: user?.instruction.line ?? stage.line,
          message: isUnknown
            ? `the stage has no USER, and the user of ${imageOf(stage) ?? stage.written} is not known`
            : user === undefined
              ? 'the image has no USER, so its program runs as root'
              : name === ''
                ? `${user.instruction.text} is empty, so the image's program runs as root`
                : `the image's program runs as ${name}`,
          ...(isUnsure || user !== undefined ? {} : userBefore(dockerfile, stage, audited)),
          ...(isUnsure ? { severity: 'info' as const } : {}),
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'scratch without USER',
      files: {
        Dockerfile:
          'FROM golang:1.27 AS build\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'USER 0',
      files: { Dockerfile: 'FROM alpine:3.24\nUSER 0:0\nCMD ["/app"]\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a variable that is not declared',
      files: { Dockerfile: `FROM alpine:3.24\nUSER \${USER}\nCMD ["/app"]\n` },
      at: ['Dockerfile:2'],
    },
    {
      title: 'an unknown base',
      files: { Dockerfile: 'FROM registry.example.com/base:1\nCMD ["/app"]\n' },
      at: ['Dockerfile:1'],
      severity: 'info',
    },
    {
      title: 'a script that may drop the rights of root',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY docker /docker\nENTRYPOINT ["/docker/start.sh"]\n',
        'docker/start.sh': '#!/bin/sh\nexec gosu "$USER" /app\n',
      },
      at: ['Dockerfile:1'],
      severity: 'info',
    },
    {
      title: 'a script that drops the rights of root, which the image has not',
      files: {
        Dockerfile: 'FROM alpine:3.24\nCOPY app /\nENTRYPOINT ["/app"]\n',
        'docker/start.sh': '#!/bin/sh\nexec gosu "$USER" /app\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'a command that only Compose gives',
      files: {
        Dockerfile: 'FROM scratch\nCOPY app /\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n    command: /app\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'in folders whose names only contain `test`',
      files: {
        'attestation/Dockerfile': 'FROM scratch\nCMD ["/app"]\n',
        'latest/Dockerfile': 'FROM scratch\nCMD ["/app"]\n',
      },
      at: ['attestation/Dockerfile:1', 'latest/Dockerfile:1'],
    },
    {
      title: 'in a folder for tests',
      files: { 'tests/Dockerfile': 'FROM scratch\nCMD ["/app"]\n' },
      at: ['tests/Dockerfile:1'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'a whole system',
      files: { Dockerfile: 'FROM debian:13\nCMD ["/lib/systemd/systemd"]\n' },
    },
    {
      title: 'files to export, which Compose builds without a command',
      files: {
        Dockerfile: 'FROM scratch\nCOPY app /\n',
        'compose.yaml': 'services:\n  a:\n    build: .\n',
      },
    },
    {
      title: 'a numeric user',
      files: { Dockerfile: 'FROM alpine:3.24\nUSER 65532:65532\nCMD ["/app"]\n' },
    },
    {
      title: 'a user that the build decides',
      files: { Dockerfile: 'FROM alpine:3.24\nARG UID\nUSER $UID\nCMD ["/app"]\n' },
    },
    {
      title: 'a user that an unknown base may set',
      files: {
        Dockerfile:
          'FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS base\nUSER $APP_UID\nFROM base\nCMD ["/app"]\n',
      },
    },
    {
      title: 'a user in a stage below',
      files: { Dockerfile: 'FROM alpine:3.24 AS base\nUSER 10001\nFROM base\nCMD ["/app"]\n' },
    },
    {
      title: 'a user by an argument',
      files: { Dockerfile: 'ARG UID=1000\nFROM alpine:3.24\nARG UID\nUSER $UID\nCMD ["/app"]\n' },
    },
    {
      title: 'a base that is not root',
      files: {
        Dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot@sha256:00\nCMD ["/app"]\n',
      },
    },
    { title: 'files to export', files: { Dockerfile: 'FROM scratch\nCOPY app /\n' } },
    {
      title: 'Windows',
      files: {
        Dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nCMD ["app.exe"]\n',
      },
    },
  ],
}
