import { stageBehind } from '../compose/behind.ts'
import { at, itemsOf, textOf } from '../compose/located.ts'
import { mountsOf, sourceOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { isForDevelopment } from '../development-names.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import { neededBy, stageNamed } from '../dockerfile/stages.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** What people start in an image with the toolchain, on purpose. */
const forDevelopment = /(?:dev|debug|test|lint|watch|hot|local|tool|migrat|seed|ci|gen)/i
const developmentCommand =
  /^(?:\S*\/)?(?:go|air|dlv|make|reflex|gow|modd|task|watchexec|CompileDaemon|sh|bash|sleep|tail)$/

export const G62: Rule = {
  id: 'G62',
  name: 'builder-as-target',
  severity: 'error',
  reason: 'A service that runs the stage of a build carries the compiler and the source.',
  source: 'https://docs.docker.com/build/building/multi-stage/',
  fix: 'Name the last stage, or no target.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    for (const member of servicesIn(audited)) {
      const { service } = member
      const target = service.build?.target
      const place = at(service.node, 'build', 'target')
      if (target === undefined || place === undefined) continue
      const { file: path, line } = place
      const dockerfile = audited.dockerfiles.find((one) => one.path === service.build?.dockerfile)
      if (dockerfile !== undefined && stageNamed(dockerfile.file, target) === undefined) {
        yield {
          path,
          line,
          message: `${dockerfile.path} has no stage ${target}`,
          remedy: 'Correct the name.',
        }
        continue
      }
      const behind = stageBehind(audited, service)
      const last = behind?.dockerfile.file.stages.at(-1)
      if (behind === undefined || last === undefined || last === behind.stage) continue
      const command = at(service.node, 'command') ?? at(service.node, 'entrypoint')
      const [first = ''] = (textOf(itemsOf(command)[0]) ?? textOf(command) ?? '').split(/\s+/)
      const mountsSource = mountsOf(member).some(
        (mount) =>
          mount.kind === 'bind' && audited.repository.folders.has(sourceOf(member, mount) ?? ''),
      )
      const isMeant =
        forDevelopment.test(target) ||
        isForDevelopment(path) ||
        behind.dockerfile.isForDevelopment ||
        developmentCommand.test(first) ||
        mountsSource
      const isBuilder =
        baseOf(behind.stage).kind === 'go' &&
        baseOf(last).kind !== 'go' &&
        neededBy(behind.dockerfile.file, last).has(behind.stage)
      if (!isBuilder || isMeant) continue
      yield {
        path,
        line,
        message: `${service.name} runs ${target}, which builds the program`,
        severity: 'warning',
      }
    }
  },
}

const files = (target: string, more = '', stage = 'build') => ({
  Dockerfile: `FROM golang:1.27 AS ${stage}\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch AS run\nCOPY --from=${stage} /app /app\nCMD ["/app"]\n`,
  'compose.yaml': `services:\n  a:\n    build:\n      context: .\n      target: ${target}\n${more}`,
})

export const examples: Examples = {
  failing: [
    { title: 'a builder', files: files('build'), at: ['compose.yaml:5'], severity: 'warning' },
    {
      title: 'a builder, with the command of the program',
      files: files('build', '    command: ["/app"]\n'),
      at: ['compose.yaml:5'],
      severity: 'warning',
    },
    { title: 'no stage', files: files('biuld'), at: ['compose.yaml:5'] },
  ],
  passing: [
    { title: 'the last stage', files: files('run') },
    { title: 'a stage for development', files: files('dev', '', 'dev') },
    { title: 'tests', files: files('build', '    command: go test ./...\n') },
    {
      title: 'the source from the disk',
      files: files('build', '    volumes:\n      - .:/src\n'),
    },
  ],
}
