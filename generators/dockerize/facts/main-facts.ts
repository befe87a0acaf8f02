import type { ConfigFile } from '../config/config-file.ts'
import { createConfiguration } from '../config/configuration.ts'
import { findConfigFiles } from '../config/find-config-files.ts'
import { librariesOf } from '../config/libraries.ts'
import type { ConfigLibraries } from '../config/library-calls.ts'
import type { EnvironmentVariable, Facts, Main, Port } from '../facts.ts'
import type { Module } from '../go/module.ts'
import type { Package, Program } from '../go/program.ts'
import { type GoFile, sourceOf } from '../go/source-file.ts'
import { builtProgram } from '../go/tagged-files.ts'
import { isFromDotenv } from '../repository/dotenv.ts'
import type { Files } from '../repository/view.ts'
import { portName } from '../transport.ts'
import { createEvaluator, type Evaluator } from '../values/evaluate.ts'
import { carriesOf } from './carries.ts'
import { cgoOf } from './cgo.ts'
import { currentUserOf, withCurrentUser } from './current-user.ts'
import { embedsOf } from './embeds.ts'
import { variablesInCode } from './environment.ts'
import { flagPositions } from './flag-positions.ts'
import { givenListeners, isForItself } from './given-listeners.ts'
import { healthOf } from './health.ts'
import { kindOf } from './kind.ts'
import { variablesOfLibraries } from './library-variables.ts'
import type { Listener } from './listener.ts'
import { listenersOf } from './listeners.ts'
import { localServicesOf } from './local-services.ts'
import { endsWithoutArgument } from './needed-arguments.ts'
import { portsOf } from './ports.ts'
import { programsOf } from './programs.ts'
import { commitOf, rightsOf } from './rights.ts'
import { routePorts } from './route-ports.ts'
import { runtimeFilesOf } from './runtime-files.ts'
import { servedWorkdir } from './served-workdir.ts'
import { servicesOf } from './services.ts'
import { argumentsFor, isOfOtherCommand, isReachedByMain } from './sub-command.ts'
import { variablesInTags } from './tagged-variables.ts'
import { tlsOf } from './tls.ts'
import { unique } from './unique.ts'
import { zonesOf } from './zones.ts'

/** What was read of a main, and what could not be known about it. */
export interface MainFacts {
  readonly main: Main
  readonly unknown: Facts['unknown']
}

/**
 * Returns the facts of a `package main`.
 * @param source where its func main is
 * @param packages those that it may import, by import path
 * @param asked the tags of the repository's own builds
 * @param module the module of the directory that is read
 */
export function factsOfMain(
  main: Package,
  source: string,
  packages: ReadonlyMap<string, Package>,
  files: Files,
  asked: ReadonlySet<string>,
  module: Module,
): MainFacts {
  const { program, leftOut } = builtProgram(main, packages, asked)
  const { evaluator, libraries, configFiles } = evaluatorOf(program, files)
  const given = givenListeners(evaluator)
  const listeners = [...listenersOf(evaluator), ...given.listeners].filter(
    (one) => !isForItself(one),
  )
  const { ports: all, env: fromPorts, unknown } = portsOf(listeners)
  const guards = guardsOf(program.files)
  const start = argumentsFor(
    listeners.map(({ place }) => place),
    program,
  )
  const ports = withCommands(all, listeners, start ?? [], program)
  const user = currentUserOf(program)
  const isByCommand =
    listeners.length > 0 && !listeners.some(({ place }) => isReachedByMain(place, program))
  const end = endsWithoutArgument(start ?? [], isByCommand, evaluator)
  const flags = ports.flatMap(({ flag, hostFlag }) => [flag?.name ?? [], hostFlag ?? []].flat())
  const positions = flagPositions(
    [...flags, ...(end?.flag ? [end.flag] : [])],
    start ?? [],
    evaluator,
  )
  const health = healthOf(evaluator, routePorts(listeners, given.unclear.length > 0, program))
  const programs = programsOf(evaluator)
  const zones = zonesOf(evaluator, module)
  const tls = tlsOf(program)
  const rights = rightsOf(program)
  const commit = commitOf(program)
  const served = servedWorkdir(evaluator)
  // Last, because it takes most of what an evaluator may do.
  const needed = runtimeFilesOf(evaluator, files)
  const env = togetherByName([
    ...variablesInCode(evaluator),
    ...variablesInTags(evaluator, libraries),
    ...variablesOfLibraries(evaluator, libraries),
    ...fromPorts.map(withoutDotenv),
  ])
  const services = servicesOf(program, env, configFiles)
  return {
    main: {
      package: main.path,
      path: main.folder,
      name: nameOf(main.path),
      kind: kindOf(program, listeners),
      source,
      arguments: start ?? [],
      ...(Object.keys(positions).length === 0 ? {} : { flagPositions: positions }),
      ...(end === undefined ? {} : { endsWithoutArgument: end.source }),
      ...(end?.flag === undefined ? {} : { neededFlag: end.flag }),
      ...(user === undefined ? {} : { currentUser: user }),
      ...(served === undefined ? {} : { servedWorkdir: served }),
      tags: guards.map(({ tag }) => tag),
      ports,
      env,
      files: needed,
      embeds: embedsOf(program, files),
      programs,
      services,
      localServices: localServicesOf(services, configFiles()),
      health,
      cgo: cgoOf(program),
      tls,
      zones: zones.all,
      optionalZones: zones.optional,
      carries: carriesOf(program),
      ...(rights === undefined ? {} : { rights }),
      ...(commit === undefined ? {} : { commit }),
    },
    unknown: [
      ...unknown,
      ...given.unclear.map((place) => ({
        about: 'port' as const,
        what: 'It is not known what the server gets to listen with.',
        source: sourceOf(place),
      })),
      ...(start === undefined
        ? [
            {
              about: 'port' as const,
              what: 'Several sub-commands listen, and none of their names says which one is the server.',
              source,
            },
          ]
        : []),
      ...guards.map(({ tag, file }) => ({
        about: 'tag' as const,
        what: `The build has the tag ${tag}, without which this file is left out.`,
        source: `${file}:1`,
      })),
      ...guardsOf(leftOut).map(({ tag, file }) => ({
        about: 'tag' as const,
        what: `The build leaves this file out, because it does not have the tag ${tag}.`,
        source: `${file}:1`,
      })),
    ],
  }
}

/** Returns ports, saying of which other sub-commands are than the one that is started. */
function withCommands(
  ports: readonly Port[],
  listeners: readonly Listener[],
  given: readonly string[],
  program: Program,
): readonly Port[] {
  const others = listeners.filter(({ place }) => isOfOtherCommand(place, given, program))
  if (others.length === 0) return ports
  const own = portsOf(listeners.filter((one) => !others.includes(one))).ports.map(portName)
  return ports.map((one) =>
    own.includes(portName(one)) ? one : { ...one, isOfOtherCommand: true },
  )
}

function evaluatorOf(
  program: Program,
  files: Files,
): {
  readonly evaluator: Evaluator
  readonly libraries: ConfigLibraries
  readonly configFiles: () => readonly ConfigFile[]
} {
  const none = { valuesOfKey: () => [], valuesOfField: () => [], valuesOfCall: () => undefined }
  const plain = createEvaluator(program, none)
  const libraries = librariesOf(program, plain)
  const withoutFiles = createEvaluator(
    program,
    withCurrentUser(
      program,
      createConfiguration(program, libraries, () => []),
    ),
  )
  let found: readonly ConfigFile[] | undefined
  const configFiles = () => {
    found ??= findConfigFiles(program, withoutFiles, files)
    return found
  }
  const fields = createConfiguration(program, libraries, configFiles)
  const evaluator = createEvaluator(program, withCurrentUser(program, fields))
  return { evaluator, libraries, configFiles }
}

/** Returns a variable without a default from a file that goes into no image. */
function withoutDotenv({ default: own, ...variable }: EnvironmentVariable): EnvironmentVariable {
  return own === undefined || isFromDotenv(variable) ? variable : { ...variable, default: own }
}

/** Returns each variable once, as its first reading, with what any of the readings knows of it. */
function togetherByName(all: readonly EnvironmentVariable[]): readonly EnvironmentVariable[] {
  const found = new Map<string, EnvironmentVariable>()
  for (const one of all) {
    const before = found.get(one.name) ?? one
    const value = before.default ?? one.default
    const required = (before.required || one.required) && value === undefined
    const isUdpPort = before.isUdpPort ?? one.isUdpPort
    found.set(one.name, {
      ...before,
      required,
      ...(value === undefined ? {} : { default: value }),
      ...(isUdpPort === undefined ? {} : { isUdpPort }),
    })
  }
  return [...found.values()]
}

/** Returns the build tags that some files need, each with the first of these files. */
function guardsOf(files: readonly GoFile[]) {
  const found = files.flatMap(({ path, tags }) => tags.map((tag) => ({ tag, file: path })))
  return unique(found, ({ tag }) => tag)
}

/** Returns the name that `go build` gives a binary: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies */
function nameOf(path: string): string {
  const parts = path.split('/')
  const last = parts.at(-1) ?? ''
  return /^v\d+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? last) : last
}
