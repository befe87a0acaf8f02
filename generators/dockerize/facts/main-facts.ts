import { createConfiguration } from '../config/configuration.ts'
import { findConfigFiles } from '../config/find-config-files.ts'
import { librariesOf } from '../config/libraries.ts'
import type { Main } from '../facts.ts'
import { type Package, type Program, programOf } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import type { Files } from '../repository/view.ts'
import { createEvaluator, type Evaluator } from '../values/evaluate.ts'
import { carriesOf } from './carries.ts'
import { cgoOf } from './cgo.ts'
import { embedsOf } from './embeds.ts'
import { variablesInCode } from './environment.ts'
import { healthOf } from './health.ts'
import { kindOf } from './kind.ts'
import { type Listener, listenersOf } from './listeners.ts'
import { addressIn, settersOf } from './ports.ts'
import { programsOf } from './programs.ts'
import { runtimeFilesOf } from './runtime-files.ts'
import { servicesOf } from './services.ts'
import { variablesInTags } from './tagged-variables.ts'
import { tlsOf } from './tls.ts'
import { zonesOf } from './zones.ts'

/** What was read of a main, and what could not be known about it. */
export interface MainFacts {
  readonly main: Main
  readonly unknown: readonly { readonly what: string; readonly source: string }[]
}

/**
 * Returns the facts of a `package main`.
 * @param all the packages that it may import, by import path
 */
export function factsOfMain(
  main: Package,
  start: Place,
  all: ReadonlyMap<string, Package>,
  files: Files,
): MainFacts {
  const program = programOf(main, all)
  const evaluator = evaluatorOf(program, files)
  const listeners = listenersOf(evaluator)
  const { ports, env: fromPorts, unknown } = portsOf(listeners)
  const guards = guardsOf(program)
  const env = unique(
    [...variablesInCode(evaluator), ...variablesInTags(evaluator), ...fromPorts],
    ({ name }) => name,
  )
  return {
    main: {
      package: main.path,
      path: main.folder,
      name: nameOf(main.path),
      kind: kindOf(program, listeners),
      source: sourceOf(start),
      tags: guards.map(({ tag }) => tag),
      ports,
      env,
      files: runtimeFilesOf(evaluator, files),
      embeds: embedsOf(program, files),
      programs: programsOf(evaluator),
      services: servicesOf(program),
      health: healthOf(evaluator),
      cgo: cgoOf(program),
      tls: tlsOf(evaluator),
      zones: zonesOf(evaluator),
      carries: carriesOf(program),
    },
    unknown: [
      ...unknown,
      ...guards.map(({ tag, file }) => ({
        what: `Only a build with the tag ${tag} has this file.`,
        source: `${file}:1`,
      })),
    ],
  }
}

function evaluatorOf(program: Program, files: Files): Evaluator {
  const none = { valuesOfField: () => [], valuesOfCall: () => undefined }
  const plain = createEvaluator(program, none)
  const libraries = librariesOf(program, plain)
  const withoutFiles = createEvaluator(
    program,
    createConfiguration(program, libraries, () => []),
  )
  let found: ReturnType<typeof findConfigFiles> | undefined
  return createEvaluator(
    program,
    createConfiguration(program, libraries, () => {
      found ??= findConfigFiles(program, withoutFiles, files)
      return found
    }),
  )
}

function portsOf(listeners: readonly Listener[]) {
  const found = listeners.flatMap(({ place, protocol, addresses, standard }) => {
    const source = sourceOf(place)
    if (standard !== undefined) {
      const { port, env } = standard
      const setter = env === undefined ? {} : { env: { name: env, form: 'port' as const } }
      return [{ port: { port, protocol, ...setter, source } }]
    }
    const known = addresses.flatMap((value) => addressIn(value, protocol, source) ?? [])
    // Another way to set the same address needs no answer.
    const withPort = known.filter(({ port }) => port !== undefined)
    return withPort.length > 0 ? withPort : known
  })
  const ports = unique(
    found.flatMap(({ port }) => port ?? []),
    ({ port }) => String(port),
  )
  const unset = unique(
    found.flatMap((one) => ('setting' in one && one.setting !== undefined ? [one.setting] : [])),
    ({ source }) => source,
  )
  return {
    ports,
    env: ports.flatMap(({ env, port, source }) =>
      env === undefined ? [] : [{ name: env.name, required: false, default: String(port), source }],
    ),
    unknown: unset.map((setting) => {
      const { env, flag } = settersOf(setting)
      const by = env !== undefined ? `the variable ${env.name}` : `the flag -${flag?.name}`
      return { what: `The port has no default: ${by} sets it.`, source: setting.source }
    }),
  }
}

/** Returns the build tags that files of a program need, each with the first of these files. */
function guardsOf({ files }: Program) {
  const found = files.flatMap(({ path, tags }) => tags.map((tag) => ({ tag, file: path })))
  return unique(found, ({ tag }) => tag)
}

/** Returns the name that `go build` gives a binary: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies */
function nameOf(path: string): string {
  const parts = path.split('/')
  const last = parts.at(-1) ?? ''
  return /^v\d+$/.test(last) && parts.length > 1 ? (parts.at(-2) ?? last) : last
}

/** Returns the first of the items with each key. */
function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const found = new Map<string, T>()
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item)
  return [...found.values()]
}
