import { type Finding, warning, warningAt } from '../finding.ts'
import { versions } from '../layers/versions.ts'
import type { Problem } from '../problem.ts'
import { mixedFolders, openVariables, unnamedServices } from './compose-text.ts'
import { builderVersionOf, isNewer } from './dockerfile-text.ts'
import { unique } from './facts/unique.ts'
import type { Facts, Main, RuntimeFile } from './facts.ts'
import { type Image, isSecret, writtenFolder } from './image.ts'
import type { BaseImage } from './names.ts'
import { unknownLibraries, unknownPrograms } from './needs.ts'
import { portWarnings } from './port-warnings.ts'

/**
 * Returns what a person should know about the images of a repository, because the code does not say
 * it or can't be served as it is.
 */
export function warningsOf(
  facts: Facts,
  images: readonly Image[],
  base: BaseImage,
): readonly Finding[] {
  const mains = images.map(({ main }) => main)
  const all = [
    ...images.flatMap((image) => portWarnings(image, facts)),
    ...images.flatMap(missingArguments),
    ...images.flatMap(missingVariables),
    ...images.flatMap(mixedWarnings),
    ...images.flatMap(emptyWorkdir),
    ...mains.flatMap(missingFiles),
    ...mains.flatMap(localServices),
    ...images.flatMap(untoldServices),
    ...images.flatMap(optionalServices),
    ...images.flatMap((image) => unwatched(image, base)),
    ...mains.flatMap((main) => ownPrograms(main, facts)),
    ...programsWithoutBase(mains, facts),
    ...librariesWithoutPackages(mains),
    ...mains.flatMap(missingEmbeds),
    ...privateModules(facts),
    ...olderBuilder(facts),
    ...partlyRead(facts, mains),
  ]
  // Commands share packages, and what is wrong there.
  return unique(all, ({ rule, message }) => `${rule} ${message}`)
}

/** A server or a worker that Compose would start again and again. */
function missingArguments({ target, main, args }: Image): readonly Finding[] {
  const source = main.endsWithoutArgument
  if (source === undefined || main.kind === 'cli') return []
  const { neededFlag: flag, flagPositions = {}, arguments: words } = main
  const [what, word] =
    flag === undefined
      ? ['an argument, which the code does not name', 'ARGUMENT']
      : [`the flag ${flag}`, `--${flag}=VALUE`]
  const next = words[flagPositions[flag ?? ''] ?? words.length]
  const command = args.toSpliced(next === undefined ? args.length : args.indexOf(next), 0, word)
  const message = `${target} ends unless it gets ${what}`
  const remedy = `Set command: [${command.join(', ')}] in docker-compose.override.yml.`
  return [warningAt('dockerize/argument', source, message, remedy)]
}

function missingVariables(image: Image): readonly Finding[] {
  const open = openVariables(image)
  const [first] = open
  const source = image.main.env.find(({ name }) => name === first)?.source
  if (first === undefined || source === undefined) return []
  const [are, them] = open.length === 1 ? ['is', 'it'] : ['are', 'them']
  const message = `${image.target} exits unless ${open.join(', ')} ${are} set`
  const remedy = `Set ${them} in .env or the shell.`
  const found = warningAt('dockerize/variable', source, message, remedy)
  return [{ ...found, severity: 'info' }]
}

function unwatched({ target, main, probe }: Image, base: BaseImage): readonly Finding[] {
  if (main.kind !== 'server' || probe !== undefined) return []
  const endpoint = main.health.find(({ kind }) => kind === 'http')
  const why =
    base !== 'alpine'
      ? 'no program in its image could run one'
      : endpoint === undefined
        ? main.health.length > 0
          ? "its health endpoint is gRPC, which wget can't ask"
          : 'no endpoint for one was found in its code'
        : `its code does not say for certain which port has ${endpoint.path}`
  const message = `${target} has no health check, because ${why}: Compose calls it healthy once it runs`
  const remedy =
    'Look at docker compose ps and logs, or give the program a health check of its own.'
  return [{ ...warningAt('dockerize/health', main.source, message, remedy), severity: 'info' }]
}

function mixedWarnings(image: Image): readonly Finding[] {
  const { main, target, workdir } = image
  const mixed = mixedFolders(image)
  const written = main.files.filter(
    ({ access, path }) =>
      access === 'write' &&
      mixed.some((one) => `${writtenFolder(path, workdir)}/`.startsWith(`${one}/`)),
  )
  const all = [...written.filter(isDatabase), ...written.filter((one) => !isDatabase(one))]
  const [first] = all
  if (first === undefined) return []
  const is = all.length === 1 ? 'it is' : 'they are'
  const message = `${target} writes ${listed(all.map(({ path }) => path))} beside files of the image, so that ${is} lost with its container`
  const remedy = 'Let it write to a folder of its own, which becomes a volume.'
  return [warningAt('dockerize/volume', first.source, message, remedy)]
}

/** Whether a file has a name as databases have. */
function isDatabase({ path }: RuntimeFile): boolean {
  return /\.(?:s?db3?|sqlite3?|bolt|duckdb)$/i.test(path)
}

/** A folder to serve is the user's, and in no image. */
function emptyWorkdir({ main: { servedWorkdir: source }, workdir }: Image): readonly Finding[] {
  if (source === undefined) return []
  const message = `${source} serves the folder that the program is started in: in the image, that is ${workdir}`
  const remedy = `Mount the folder to serve at ${workdir} in docker-compose.override.yml.`
  return [warningAt('dockerize/file', source, message, remedy)]
}

function missingFiles({ files }: Main): readonly Finding[] {
  return files
    .filter(({ access, required }) => access === 'read' && required)
    .flatMap(({ path, at, source }) => {
      if (at !== null && !isSecret(at)) return []
      const [where, remedy] =
        at === null
          ? ['not in the repository', 'Mount it, or add it to the image.']
          : ['copied into no image', 'Mount it, or let the program start without it.']
      const message = `${source} reads ${path}, which is ${where}, and ends without it`
      return [warningAt('dockerize/file', source, message, remedy)]
    })
}

function localServices({ localServices: found }: Main): readonly Finding[] {
  const needed = found.filter(({ optional }) => optional !== true)
  return needed.map(({ name, source }) =>
    warningAt(
      'dockerize/database',
      source,
      `${source} looks for ${name} on localhost, which in a container is the container itself`,
      `Use the host ${name}, or let a variable decide.`,
    ),
  )
}

/** Databases that Compose starts and that no variable names; a flag or a file may. */
function untoldServices(image: Image): readonly Finding[] {
  const told = new Set(image.main.localServices.map(({ name }) => name))
  return unnamedServices(image)
    .filter(({ name }) => !told.has(name))
    .map(({ name, source }) => {
      const message = `no environment variable that ${image.target} reads is known to set the address of ${name}`
      const remedy = `If it does not look for the host ${name}, tell it in docker-compose.override.yml.`
      return { ...warningAt('dockerize/database', source, message, remedy), severity: 'info' }
    })
}

function optionalServices({ target, main }: Image): readonly Finding[] {
  const [first, ...others] = main.services.filter(({ optional }) => optional === true)
  if (first === undefined) return []
  const names = [first, ...others].map(({ name }) => name).join(' or ')
  const message = `${target} uses a database of its own unless another one is chosen: Compose starts no ${names}`
  const remedy = 'To use one, add it and its settings in docker-compose.override.yml.'
  return [{ ...warningAt('dockerize/database', first.source, message, remedy), severity: 'info' }]
}

/** Other commands of the module that a command runs; its image has only itself. */
function ownPrograms({ programs, name: own }: Main, { mains }: Facts): readonly Finding[] {
  return programs.flatMap(({ name, source }) => {
    if (name === own || !mains.some((main) => main.name === name)) return []
    const message = `${source} runs ${name}, a command of this module that has an image of its own`
    const remedy =
      'Copy its binary into the stage base, between the lines BEGIN local and END local.'
    return [{ ...warningAt('dockerize/program', source, message, remedy), severity: 'info' }]
  })
}

function programsWithoutBase(mains: readonly Main[], { mains: all }: Facts): readonly Finding[] {
  const names = new Set(all.map(({ name }) => name))
  const unknown = unknownPrograms(mains).filter(({ name }) => !names.has(name))
  return unknown.map(({ name, source }) =>
    warningAt(
      'dockerize/program',
      source,
      `${source} runs ${name}, which no base image is known to have`,
      'Install it in the stage base, between the lines BEGIN local and END local.',
    ),
  )
}

function librariesWithoutPackages(mains: readonly Main[]): readonly Finding[] {
  return unknownLibraries(mains).map(({ name, use: { source } }) =>
    warningAt(
      'dockerize/library',
      source,
      `${source} links the C library ${name}, whose packages are not known`,
      'Install its headers in the stage build, and the library in the stage base, between the lines BEGIN local and END local.',
    ),
  )
}

function missingEmbeds({ embeds }: Main): readonly Finding[] {
  return embeds
    .filter(({ present }) => !present)
    .map(({ pattern, source }) =>
      warningAt(
        'dockerize/embed',
        source,
        `${source} embeds ${pattern}, which is not in the repository, or is only an empty folder there`,
        'Generate it before the build, or in the stage build.',
      ),
    )
}

function privateModules({ privateModules: all, vendor }: Facts): readonly Finding[] {
  const [first] = all
  if (first === undefined || vendor) return []
  const hosts = [...new Set(all.map((path) => path.split('/').slice(0, 2).join('/')))]
  const message = `go.mod requires ${first}${all.length > 1 ? ' and others' : ''}, which the public proxy probably does not have`
  const remedy = `Build with --build-arg GOPRIVATE=${hosts.join(',')} --secret id=netrc,src=$HOME/.netrc.`
  return [{ ...warning('dockerize/private', 'go.mod', message, remedy), severity: 'info' }]
}

/** Says why the builder is not the newest Go, or that no builder would do. */
function olderBuilder(facts: Facts): readonly Finding[] {
  const { newestGo } = facts
  if (newestGo === null) return []
  const builder = builderVersionOf(facts, versions.goVersion)
  const isOlder = builder !== builderVersionOf({ ...facts, newestGo: null }, versions.goVersion)
  if (!isOlder && !isNewer(builder, newestGo.go)) return []
  const { module, version, go, source } = newestGo
  const what = `${source} requires ${module} ${version}, which compiles only with Go ${go} or older`
  const message = isOlder
    ? `${what}, so the builder uses that version`
    : `${what}: the build will fail`
  const found = warningAt('dockerize/builder', source, message, `Use go get ${module}@latest.`)
  return [isOlder ? { ...found, severity: 'info' } : found]
}

function partlyRead(facts: Facts, mains: readonly Main[]): readonly Finding[] {
  const cut = cutMains(facts, mains)
  const [first] = cut
  if (first === undefined) return []
  const message = `only part of ${listed(pathsOf(cut))} was read, because reading the code took too long: ports, variables and files may be missing`
  const remedy =
    'Compare the files with the code, and add what is missing in docker-compose.override.yml.'
  return [warningAt('dockerize/partial', first.source, message, remedy)]
}

/** Returns why files that are there can't be written again: what was not read would be taken out of them. */
export function partialProblems(facts: Facts, mains: readonly Main[]): readonly Problem[] {
  const cut = cutMains(facts, mains)
  if (cut.length === 0) return []
  return [
    {
      what: `only part of ${listed(pathsOf(cut))} was read, because reading the code took too long: an update would take out what was not read`,
      fix: 'Run it on a faster computer. Until then, the files stay as they are.',
    },
  ]
}

/** Returns the mains that were not read to the end. */
function cutMains({ unknown }: Facts, mains: readonly Main[]): readonly Main[] {
  const sources = new Set(
    unknown.filter(({ about }) => about === 'time').map(({ source }) => source),
  )
  return mains.filter(({ source }) => sources.has(source))
}

function pathsOf(mains: readonly Main[]): readonly string[] {
  return mains.map(({ path }) => path).sort()
}

/** Returns paths as words in a sentence: all of a few, and else the number of others. */
function listed(paths: readonly string[]): string {
  const [named, others] = [paths.slice(0, mostListed), paths.length - mostListed]
  return `${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}`
}

const mostListed = 5
