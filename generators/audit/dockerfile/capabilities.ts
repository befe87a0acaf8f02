import { type BaseImage, baseImage } from '../base-images.ts'
import {
  commandsIn,
  compiles,
  type GoCommand,
  goCommandsIn,
  goFlag,
  type RunCommand,
  settingOf,
} from './go-commands.ts'
import type { Dockerfile, Stage } from './model.ts'
import { copiesIn, imageOf, lineage, neededBy, stageNamed } from './stages.ts'

/** Returns what is known of the image that a stage starts from, through other stages. */
export function baseOf(stage: Stage): BaseImage {
  return baseImage(imageOf(stage))
}

/** Returns the commands that made a stage, those of the stages below included. */
export function commandsOfLineage(file: Dockerfile, stage: Stage): readonly RunCommand[] {
  return [...lineage(stage)].reverse().flatMap((each) => commandsIn(file, each))
}

/** Returns whether a stage installs one of some packages with its package manager. */
export function installs(file: Dockerfile, stage: Stage, packages: readonly string[]): boolean {
  return commandsOfLineage(file, stage).some(
    ({ words }) =>
      /^(?:apk|apt|apt-get|yum|dnf|microdnf|zypper|tdnf|sudo)$/.test(words[0] ?? '') &&
      words.some((word) => packages.includes(word.replace(/[=~<>@].*$/, ''))),
  )
}

/** Returns the paths that copies put into a stage, and where they come from. */
export function copiedInto(file: Dockerfile, stage: Stage) {
  return lineage(stage).flatMap((each) => copiesIn(file, each))
}

/** Returns whether a stage gets a whole file system by a copy, so that it may contain anything. */
function isFilled(file: Dockerfile, stage: Stage): boolean {
  return copiedInto(file, stage).some(
    ({ target, from, sources, isKnown, instruction }) =>
      (target === '/' &&
        from !== undefined &&
        (!isKnown || sources.some((source) => mayBeFolder(file, from, source)))) ||
      (instruction.keyword === 'ADD' &&
        sources.some((source) => /\.(?:tar|tgz|txz|tar\.\w+)$/.test(source))) ||
      target === undefined,
  )
}

/** Returns whether a path of another stage may be a folder: by its form, or by what that stage puts into it. */
function mayBeFolder(file: Dockerfile, from: string, source: string): boolean {
  if (/^\/?$|\/$|^\.$|\*/.test(source) || !source.slice(1).includes('/')) return true
  const stage = stageNamed(file, from)
  if (stage === undefined) return false
  return (
    lineage(stage).some(({ instructions }) =>
      instructions.some(({ text }) => text.includes(`${source}/`)),
    ) ||
    commandsOfLineage(file, stage).some(
      ({ words: [program, ...rest] }) => program === 'mkdir' && rest.includes(source),
    )
  )
}

/** Returns whether a stage has a shell; undefined if it is not known. */
export function hasShell(file: Dockerfile, stage: Stage): boolean | undefined {
  const { shell } = baseOf(stage)
  if (shell !== false) return shell
  const mayHave = lineage(stage).some(({ instructions }) =>
    instructions.some(({ keyword }) => keyword === 'SHELL'),
  )
  const gets = copiedInto(file, stage).some(
    ({ target = '/', sources }) =>
      /(?:^|\/)(?:bin|sbin|busybox|usr)(?:\/|$)/.test(target) &&
      sources.some((source) => /(?:sh|busybox|bin|\/|\*)$/.test(source)),
  )
  return mayHave || gets || isFilled(file, stage) ? undefined : false
}

/** Returns whether a stage has a program, such as `curl`; undefined if it is not known. */
export function hasProgram(file: Dockerfile, stage: Stage, name: string): boolean | undefined {
  const { tools } = baseOf(stage)
  if (tools === undefined) return undefined
  if (
    tools.has(name) ||
    installs(file, stage, [name, 'busybox', `${name}-openbsd`, `netcat-${name}`])
  )
    return true
  const isMentioned = commandsOfLineage(file, stage).some(({ words }) =>
    words.some((word) => word.includes(name)),
  )
  const gets = copiedInto(file, stage).some(
    ({ target = '/', sources }) =>
      target.endsWith(`/${name}`) ||
      /\/s?bin$/.test(target) ||
      sources.some((source) => source.endsWith(name)),
  )
  return gets || isMentioned || isFilled(file, stage) ? undefined : false
}

/** Returns whether a stage has files of some kind, by the words in what is copied and installed. */
export function hasFiles(
  file: Dockerfile,
  stage: Stage,
  words: RegExp,
  packages: readonly string[],
): boolean {
  return (
    installs(file, stage, packages) ||
    isFilled(file, stage) ||
    copiedInto(file, stage).some(
      ({ target = '', sources, instruction }) =>
        words.test(target) ||
        sources.some((source) => words.test(source)) ||
        words.test(instruction.text) ||
        sources.some((source) => /^\/(?:etc|usr|usr\/share)\/?$/.test(source)),
    )
  )
}

/** How a `go build` uses C: `static` links everything into the binary. */
type Cgo = 'on' | 'off' | 'static' | 'unknown'

/** Returns whether a command of go uses C, and whether that is said or Go's default there. */
export function cgoOf(
  file: Dockerfile,
  command: GoCommand,
): { readonly cgo: Cgo; readonly isSaid: boolean } {
  const earlier = commandsOfLineage(file, command.stage)
  const said = settingOf(command, 'CGO_ENABLED', earlier)
  if (said?.value === '0') return { cgo: 'off', isSaid: true }
  if (said !== undefined && said.value === undefined) return { cgo: 'unknown', isSaid: true }
  const flags = settingOf(command, 'GOFLAGS', earlier)?.value ?? ''
  const text = `${command.words.join(' ')} ${flags}`
  if (/-static\b|-static-pie|netgo/.test(text)) return { cgo: 'static', isSaid: true }
  if (
    /\$/.test(goFlag(command, 'ldflags') ?? '') &&
    said === undefined &&
    /static/i.test(command.run.text)
  ) {
    return { cgo: 'unknown', isSaid: false }
  }
  if (said?.value === '1') return { cgo: 'on', isSaid: true }
  // Without a C compiler, Go turns cgo off by itself.
  const { compiler } = baseOf(command.stage)
  const compilers = [
    'gcc',
    'build-base',
    'clang',
    'build-essential',
    'musl-dev',
    'g++',
    'alpine-sdk',
    'zig',
  ]
  const has = compiler === false ? installs(file, command.stage, compilers) : compiler
  return { cgo: has === undefined ? 'unknown' : has ? 'on' : 'off', isSaid: false }
}

/** Returns the commands that compile what a stage ships: those of every stage that it needs. */
export function compiledFor(file: Dockerfile, final: Stage): readonly GoCommand[] {
  return [...neededBy(file, final)].flatMap((stage) => goCommandsIn(file, stage)).filter(compiles)
}
