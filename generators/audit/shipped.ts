import type { Main } from '../dockerize/facts.ts'
import { type Audited, type AuditedDockerfile, startsProgram } from './audited.ts'
import { compiledMains, namedMains } from './compiled.ts'
import { stageBehind } from './compose/behind.ts'
import { at, wordsOf } from './compose/located.ts'
import type { Service } from './compose/project.ts'
import { servicesIn } from './compose/services.ts'
import { baseOf, compiledFor } from './dockerfile/capabilities.ts'
import { commandsIn, goFlag, isTool } from './dockerfile/go-commands.ts'
import type { Dockerfile, Stage } from './dockerfile/model.ts'
import { absolute, copiesIn, lastOf, neededBy, workingFolder } from './dockerfile/stages.ts'

/** Commands that only test or check the code of an image. */
const testing =
  /(?:^|[\s"'])(?:(?:go|make) +(?:test|vet|lint)|go["', ]+(?:test|vet)["', ]|gotestsum|ginkgo|golangci-lint)/

/**
 * Returns the stages whose images are for running a program: not those that only export files or run
 * tests, nor targets with the Go toolchain, which are for tests and development.
 */
export function programStages({ file, finals, commanded }: AuditedDockerfile): readonly Stage[] {
  return finals.filter(
    (stage) =>
      ((startsProgram(stage) && !testing.test(programText(stage))) || commanded.includes(stage)) &&
      (baseOf(stage).kind !== 'go' || stage === file.stages.at(-1)),
  )
}

/** Returns a Dockerfile as a service builds it: one may build several modules, each by its context. */
export function asBuiltFor(
  { facts, modules }: Audited,
  { build }: Service,
  dockerfile: AuditedDockerfile,
): AuditedDockerfile {
  const context = build?.context
  const module = modules.find(({ folder }) => folder === context)
  if (module === undefined) return dockerfile
  return { ...dockerfile, context, module, facts: facts.get(module.folder) }
}

/**
 * Returns the mains that a stage ships, as far as is known: those that it compiles from the
 * repository, or one whose binary is copied; of several, those that it starts. None if nothing tells
 * that its program is one of them.
 */
export function shippedMains(dockerfile: AuditedDockerfile, stage: Stage): readonly Main[] {
  const { file, facts, withSource } = dockerfile
  if (facts === undefined) return []
  const names = new Set(programWords(stage).map(nameOf))
  const named = namedMains(facts, names)
  const own = named.length > 0 ? named : facts.mains.length === 1 ? facts.mains : []
  const compiled = compiledFor(file, stage).filter(
    (command) => withSource.has(command.stage) && !isTool(command),
  )
  if (compiled.length > 0) {
    const started = compiled.filter((command) => names.has(nameOf(goFlag(command, 'o') ?? '')))
    const told = (started.length > 0 ? started : compiled).map((command) =>
      compiledMains(dockerfile, command),
    )
    if (told.includes(undefined)) return own
    const mains = facts.mains.filter((main) => told.some((some) => some?.includes(main)))
    const among = mains.filter((main) => named.includes(main))
    return started.length > 0 || among.length === 0 ? mains : among
  }
  const run = programWords(stage).slice(0, 2).map(nameOf).join(' ')
  if (run === 'go run') {
    const { instructions } = stage
    const [instruction = stage.from] = ['ENTRYPOINT', 'CMD'].flatMap(
      (keyword) => lastOf(stage, keyword)?.instruction ?? [],
    )
    const words = programWords(stage)
    const command = {
      stage,
      at: instructions.length,
      run: instruction,
      words,
      arguments: words.slice(2),
    }
    return compiledMains(dockerfile, command) ?? own
  }
  const needed = [...neededBy(file, stage)]
  if (needed.some((one) => isGoStage(dockerfile, one))) return own
  if (needed.some((one) => withSource.has(one) && makesSomething(file, one))) return named
  return named.filter((main) => needed.some((one) => isCopied(file, one, stage, main)))
}

/** Returns whether a stage has Go, and the code of the repository, also if that is mounted when it runs. */
function isGoStage({ file, withSource }: AuditedDockerfile, stage: Stage): boolean {
  if (baseOf(stage).kind !== 'go') return false
  if (withSource.has(stage)) return true
  const words = programWords(stage).map(nameOf)
  const isWatched = words.some((word) =>
    /^(?:go|air|reflex|CompileDaemon|gow|realize|dlv|modd|fresh)$/.test(word),
  )
  return isWatched && commandsIn(file, stage).every(({ words: [program] }) => program !== 'git')
}

/** Returns whether a stage runs scripts, which may compile. */
function makesSomething(file: Dockerfile, stage: Stage): boolean {
  return commandsIn(file, stage).some(({ words: [program = ''] }) =>
    /^(?:make|task|mage|just|goreleaser|bazel)$|\.sh$/.test(program),
  )
}

/** Returns whether a stage gets a main's binary from the context, to which its own stage is started. */
function isCopied(file: Dockerfile, stage: Stage, started: Stage, { name }: Main): boolean {
  const folder = workingFolder(file, started, started.instructions.length)
  const programs = programWords(started).flatMap((word) => absolute(word, folder) ?? [])
  return copiesIn(file, stage).some(({ from, target, instruction }) => {
    if (from !== undefined) return false
    if (instruction.text.split(/[\s"',[\]]+/).some((word) => nameOf(word) === name)) return true
    return programs.some(
      (path) => nameOf(path) === name && (target === '/' || path.startsWith(`${target}/`)),
    )
  })
}

/** Returns the ENTRYPOINT and the CMD of a stage as they are written. */
export function programText(stage: Stage): string {
  return ['ENTRYPOINT', 'CMD']
    .map((keyword) => lastOf(stage, keyword)?.instruction.text ?? '')
    .join(' ')
}

/** Whether a flag is among the words that start a program, as -name, --name or with a value after `=`. */
export function isFlagGiven(name: string, words: readonly string[]): boolean {
  return words.some((word) => /^--?([^-=][^=]*)/.exec(word)?.[1] === name)
}

/** Returns the words that start a stage's program. */
export function programWords(
  stage: Stage,
  keywords: readonly string[] = ['ENTRYPOINT', 'CMD'],
): readonly string[] {
  return keywords.flatMap((keyword) =>
    (lastOf(stage, keyword)?.instruction.text ?? '').split(/[\s"',[\]]+/).filter(Boolean),
  )
}

/** Returns the words that start a service: its own, or those of its image. */
export function startingWords({ node }: Service, stage: Stage): readonly string[] {
  const wordsFor = (key: string, keyword: string) => {
    const value = at(node, key)
    return value === undefined ? programWords(stage, [keyword]) : wordsOf(value)
  }
  return [...wordsFor('entrypoint', 'ENTRYPOINT'), ...wordsFor('command', 'CMD')]
}

/** Returns the words with which services start a stage: their own, or those of the image. */
export function composedWords(audited: Audited, stage: Stage): readonly string[] {
  return servicesIn(audited).flatMap(({ service }) =>
    stageBehind(audited, service)?.stage === stage ? startingWords(service, stage) : [],
  )
}

/** Returns whether some words start a main that a stage compiles, as far as they name it or its binary. */
export function isStarted(
  { name }: Main,
  { file }: AuditedDockerfile,
  stage: Stage,
  words: readonly string[],
): boolean {
  const outputs = compiledFor(file, stage).map((command) => nameOf(goFlag(command, 'o') ?? ''))
  const names = new Set([name, ...outputs])
  return words.some((word) => names.has(nameOf(word.replaceAll(/["';&|]/g, '') || '.')))
}

/** Returns the name of a program without folder, platform and extension. */
function nameOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .slice(0, 255)
    .replace(/\.exe$/, '')
    .replace(
      /(?:[-_.](?:linux|darwin|windows|amd64|arm64|armv\d|x86_64|aarch64|\$\{?\w+\}?))+$/,
      '',
    )
}
