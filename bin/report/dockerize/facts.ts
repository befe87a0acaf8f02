import type { Facts, Main } from '../../../generators/dockerize/facts.ts'
import { portName } from '../../../generators/dockerize/transport.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'

/** Returns what was found in a repository, and where: a line for each kind of fact. */
export function factLines(facts: Facts, style: Style): readonly string[] {
  const { module, go, mains, unknown } = facts
  return [
    `${style.strong(visible(module))}${go === null ? '' : `, go ${visible(go)}`}`,
    ...mains.flatMap((main) => mainLines(main, style)),
    // Commands share packages, and what is not known about these.
    ...new Set(
      unknown.map(
        ({ what, source }) => `  ${style.warn('?')} ${visible(what)} (${visible(source)})`,
      ),
    ),
  ]
}

function mainLines(main: Main, style: Style): readonly string[] {
  const { path, kind, ports, env, services, files, embeds, programs, health, cgo, tls, zones } =
    main
  const named = (all: readonly { readonly name: string; readonly source: string }[]) =>
    all.map(({ name, source }): Told => [name, source])
  const used = (access: 'read' | 'write') =>
    files.filter((file) => file.access === access).map(({ path, source }): Told => [path, source])
  const rows: readonly (readonly [title: string, facts: readonly Told[]])[] = [
    [
      'ports',
      ports.map((port) => [
        `${port.host === undefined ? '' : `${port.host}:`}${portName(port)}`,
        port.source,
      ]),
    ],
    ['required', named(env.filter(({ required }) => required))],
    ['variables', named(env.filter(({ required }) => !required))],
    ['services', named(services)],
    ['reads', used('read')],
    ['writes', used('write')],
    ['embeds', embeds.map(({ pattern, source }) => [pattern, source])],
    ['runs', named(programs)],
    ['health', health.map(({ kind, path, source }) => [kind === 'grpc' ? 'gRPC' : path, source])],
    ['C code', cgo.map(({ package: name, source }) => [name, source])],
    ['TLS', tls.slice(0, 1).map((source) => ['outgoing', source])],
    ['time zones', zones.slice(0, 1).map((source) => ['by name', source])],
  ]
  return [
    `  ${style.strong(visible(path))} is a ${kind} (${visible(main.source)})`,
    ...rows.flatMap(([title, told]) =>
      told.length === 0
        ? []
        : [
            `    ${style.dim(title.padEnd(10))} ${shortened(told)
              .map((one) => shownFact(one, style))
              .join(', ')}`,
          ],
    ),
  ]
}

/** A fact and where it was found; no source for a number of further facts. */
type Told = readonly [text: string, source?: string]

function shortened(all: readonly Told[]): readonly Told[] {
  return all.length <= 4 ? all : [...all.slice(0, 3), [`${all.length - 3} more`]]
}

function shownFact([text, source]: Told, style: Style): string {
  return `${visible(text)}${source === undefined ? '' : style.dim(` ${visible(source)}`)}`
}
