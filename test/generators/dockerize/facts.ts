import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Facts, Main } from '../../../generators/dockerize/facts.ts'
import { readFacts } from '../../../generators/dockerize/read-facts.ts'
import { inScratch } from '../disk/disk.ts'

/** The facts of a module with some files, below a go.mod unless there is one. */
export function factsIn(files: Readonly<Record<string, string>>, at = '.'): Promise<Facts> {
  return inScratch((folder) => {
    const all = { 'go.mod': 'module example.com/m\n\ngo 1.24\n', ...files }
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    // As in a repository where everything is committed.
    return readFacts(join(folder, at), async (paths) => new Set(paths))
  })
}

/** The only program of a module with some files. */
export async function mainIn(files: Readonly<Record<string, string>>): Promise<Main> {
  const [main, ...others] = (await factsIn(files)).mains
  if (main === undefined || others.length > 0) throw new Error('there is not one main')
  return main
}

/** A main.go that imports some packages. */
export function program(imports: readonly string[], body: string, rest = ''): string {
  const list = imports.map((path) => (path.includes('"') ? `\t${path}` : `\t"${path}"`)).join('\n')
  return `package main\n\nimport (\n${list}\n)\n\nfunc main() {\n${body}\n}\n${rest}`
}

/** Every fact as a line, to compare with what a person would say. */
export function linesOf(facts: Facts): readonly string[] {
  return [
    `module ${facts.module}, go ${facts.go}${facts.toolchain === null ? '' : `, ${facts.toolchain}`}`,
    ...(facts.goSum ? ['go.sum'] : []),
    ...(facts.vendor ? ['vendor'] : []),
    ...(facts.workspace === null ? [] : [`work space ${facts.workspace.path}`]),
    ...facts.replaces.map(({ module, path, source }) => `replace ${module} ${path} (${source})`),
    ...facts.privateModules.map((path) => `private ${path}`),
    ...facts.mains.flatMap(linesOfMain),
    ...facts.unknown.map(({ what, source }) => `unknown: ${what} (${source})`),
  ]
}

/** Every fact of a program as a line. */
export function linesOfMain(main: Main): readonly string[] {
  return [
    [main.kind, main.name, 'in', main.path, ...main.arguments].join(' '),
    ...(main.currentUser === undefined ? [] : [`user (${main.currentUser})`]),
    ...(main.servedWorkdir === undefined ? [] : [`serves . (${main.servedWorkdir})`]),
    ...main.tags.map((tag) => `tag ${tag}`),
    ...portsOf(main).map((port) => `port ${port}`),
    ...main.env.map(
      ({ name, required, default: value, source }) =>
        `env ${name}${required ? ' required' : ''}${value === undefined ? '' : ` = ${value}`} (${source})`,
    ),
    ...filesOf(main),
    ...main.embeds.map(
      ({ at, present, source }) => `embed ${at}${present ? '' : ' absent'} (${source})`,
    ),
    ...main.programs.map(({ name, source }) => `runs ${name} (${source})`),
    ...main.services.map(({ name, source }) => `service ${name} (${source})`),
    ...main.localServices.map(({ name, source }) => `local ${name} (${source})`),
    ...main.health.map(({ kind, path, port, source }) =>
      [`health ${kind} ${path}`, ...(port === undefined ? [] : [`on ${port}`]), `(${source})`].join(
        ' ',
      ),
    ),
    ...main.cgo.map(({ package: path, libraries, isOptional, source }) =>
      [`${isOptional ? 'optional ' : ''}cgo ${path}`, ...libraries, `(${source})`].join(' '),
    ),
    ...main.tls.map((source) => `TLS (${source})`),
    ...main.zones.map((source) =>
      main.optionalZones.includes(source)
        ? `optional time zone (${source})`
        : `time zone (${source})`,
    ),
    ...(main.carries.certificates ? ['carries certificates'] : []),
    ...(main.carries.zones ? ['carries time zones'] : []),
  ]
}

/** The files of a program, each as a line. */
export function filesOf({ files }: Main): readonly string[] {
  return files.map(
    ({ path, at, access, required, source }) =>
      `${access}s ${path}${at === null ? '' : ` at ${at}`}${required ? ' required' : ''} (${source})`,
  )
}

/** The ports of a program, each as a line. */
export function portsOf({ ports }: Main): readonly string[] {
  return ports.map((one) => {
    const { port, protocol, host, flag, env, hostFlag, hostEnv, leavesHost, source } = one
    return [
      `${port} ${protocol}`,
      ...(host === undefined ? [] : [`on ${host}`]),
      ...(hostFlag === undefined ? [] : [`by flag ${hostFlag}`]),
      ...(hostEnv === undefined ? [] : [`by env ${hostEnv}`]),
      ...(leavesHost === true ? ['unless set'] : []),
      ...(flag === undefined ? [] : [`flag ${flag.name} ${flag.form}`]),
      ...(env === undefined ? [] : [`env ${env.name} ${env.form}`]),
      ...(one.isOfOtherCommand === true ? ['of another command'] : []),
      `(${source})`,
    ].join(' ')
  })
}
