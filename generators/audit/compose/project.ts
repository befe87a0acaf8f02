import { posix } from 'node:path'
import { variableIn } from '../../dotenv.ts'
import { extender } from './extends.ts'
import { includedBy, withIncluded } from './include.ts'
import { interpolate } from './interpolate.ts'
import { at, entriesOf, type Located, textOf } from './located.ts'
import { merged } from './merge.ts'
import type { ComposeFile } from './parse.ts'
import { buildOf, type ServiceBuild } from './service-build.ts'

/** Compose files that are used together, the later ones laid over the earlier. */
export interface Project {
  readonly files: readonly ComposeFile[]
  /**
   * Returns the folder that a path in it is relative to: that of the first file or, for what is
   * included or extended, that of the file itself.
   */
  readonly folderOf: (node: Located) => string
  readonly services: ReadonlyMap<string, Service>
  /** The merged top level: `volumes`, `networks`, `secrets`, `configs`. */
  readonly root: Located
  /** The variables of its `.env` file. */
  readonly variables: ReadonlyMap<string, string>
  /** Whether a file or a service of another file is missing: then a service may have more settings. */
  readonly partial: boolean
}

/** A service of a project. */
export interface Service {
  readonly name: string
  /** Its settings, `extends` and overlays included; each value knows its file and its line. */
  readonly node: Located
  /** Its image, variables replaced; undefined if it has none or it is not known. */
  readonly image: string | undefined
  readonly build: ServiceBuild | undefined
}

/**
 * Returns the projects of some Compose files: each base with its override, and each other file by
 * itself or, if it has an overlay's name, over the base beside it.
 */
export function projectsOf(
  files: readonly ComposeFile[],
  envFiles: ReadonlyMap<string, string>,
  named: readonly (readonly string[])[] = [],
): readonly Project[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const parts = new Set([...includedBy(files), ...onlyWithOthers(named)])
  const sets = new Map<string, readonly ComposeFile[]>()
  const add = (paths: readonly string[]) => {
    const found = paths.flatMap((path) => byPath.get(path) ?? [])
    if (found.length > 0) sets.set(found.map(({ path }) => path).join('\0'), found)
  }
  for (const paths of named) add(paths)
  for (const { path } of files) {
    const base = baseOf(path, byPath)
    if (base !== undefined) add([base, path])
    else if (!parts.has(path)) add([path])
  }
  // A base that an override belongs to is not used without it, unless a command names it alone.
  const overridden = new Set(
    [...byPath.keys()].flatMap((path) =>
      /\.override\.ya?ml$/.test(path) ? (baseOf(path, byPath) ?? []) : [],
    ),
  )
  return [...sets.values()]
    .filter((set) => set.length > 1 || !overridden.has(set[0]?.path ?? ''))
    .map((set) => projectOf(set, byPath, envFiles))
}

/** Returns the files of other names than Compose looks for that commands only use with others. */
function onlyWithOthers(named: readonly (readonly string[])[]): readonly string[] {
  const alone = new Set(named.flatMap((paths) => (paths.length === 1 ? paths : [])))
  return named
    .flat()
    .filter((path) => !alone.has(path) && !/(?:^|\/)(?:docker-)?compose\.ya?ml$/.test(path))
}

/** Returns the base that a file such as `docker-compose.dev.yml` is laid over, if it lies beside it. */
function baseOf(path: string, files: ReadonlyMap<string, ComposeFile>): string | undefined {
  const [, folder = '', stem] = /^(.*\/)?((?:docker-)?compose)[.-][^/]+\.ya?ml$/.exec(path) ?? []
  if (stem === undefined) return undefined
  return [
    `${stem}.yml`,
    `${stem}.yaml`,
    'compose.yaml',
    'compose.yml',
    'docker-compose.yml',
    'docker-compose.yaml',
  ]
    .map((name) => `${folder}${name}`)
    .find((base) => base !== path && files.has(base))
}

function projectOf(
  files: readonly ComposeFile[],
  byPath: ReadonlyMap<string, ComposeFile>,
  envFiles: ReadonlyMap<string, string>,
): Project {
  const folder = posix.dirname(files[0]?.path ?? '.')
  const variables = variablesIn(envFiles.get(posix.join(folder, '.env')) ?? '')
  const extend = extender(byPath)
  let partial = false
  const roots = files.map((file): Located => {
    const { root, isWhole } = withIncluded(file, byPath)
    if (!isWhole) partial = true
    const services = at(root, 'services')
    if (services === undefined) return root
    const extended = [...entriesOf(services)].map(([name, node]): [string, Located] => {
      const whole = extend(node.file, name, node)
      if (whole === undefined) partial = true
      return [name, whole ?? node]
    })
    const value = new Map([
      ...entriesOf(root),
      ['services', { ...services, value: new Map(extended) }] as const,
    ])
    return { ...root, value }
  })
  const root = roots.reduce((below, above) => merged(below, above, []))
  const own = new Set(files.map(({ path }) => path))
  const folderOf = ({ file }: Located) => (own.has(file) ? folder : posix.dirname(file))
  const services = [...entriesOf(at(root, 'services'))].map(([name, node]): [string, Service] => [
    name,
    serviceOf(name, node, folderOf, variables),
  ])
  return { files, folderOf, services: new Map(services), root, variables, partial }
}

function serviceOf(
  name: string,
  node: Located,
  folderOf: (node: Located) => string,
  variables: ReadonlyMap<string, string>,
): Service {
  const build = at(node, 'build')
  const image = textOf(at(node, 'image'))
  return {
    name,
    node,
    image: image === undefined ? undefined : interpolate(image, variables),
    build: build === undefined ? undefined : buildOf(build, folderOf(build), variables),
  }
}

/** Returns the variables of a `.env` file. */
function variablesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): readonly (readonly [string, string])[] => {
      const found = variableIn(line)
      return found === undefined ? [] : [[found.name, found.value]]
    }),
  )
}
