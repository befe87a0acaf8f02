import { type Finding, warningAt } from '../finding.ts'
import type { Facts, Unknown } from './facts.ts'
import type { Image } from './image.ts'

/** Returns what a person should know about the ports of an image. */
export function portWarnings(image: Image, facts: Facts): readonly Finding[] {
  const unknown = facts.unknown.filter(
    ({ about, main }) => about === 'port' && main === image.main.path,
  )
  return [...unreachable(image), ...withoutPort(image, unknown), ...otherPorts(image, unknown)]
}

function unreachable({ ports }: Image): readonly Finding[] {
  return ports.flatMap(({ stuckOn, source = '', port }) =>
    stuckOn === undefined
      ? []
      : [
          warningAt(
            'dockerize/loopback',
            source,
            `${source} listens on ${stuckOn}:${port}, which nothing outside of its container can reach`,
            `Make it listen on :${port}.`,
          ),
        ],
  )
}

function withoutPort(
  { target, main, ports }: Image,
  unknown: readonly Unknown[],
): readonly Finding[] {
  if (ports.length > 0) return []
  const { kind, source } = main
  if (kind === 'server') {
    const message = `the port of ${target} is not known: the code does not say it`
    return [warningAt('dockerize/port', source, message, 'Use --port NUMBER.')]
  }
  const hint = unknown[0] ?? main.health.find((one) => one.kind === 'http')
  if (hint === undefined) return []
  const message = `${target} may be a server whose port the code does not say`
  const scale = kind === 'cli' ? ', and set scale: 1 in docker-compose.override.yml' : ''
  const remedy = `If it is, use --port NUMBER${scale}.`
  return [{ ...warningAt('dockerize/port', hint.source, message, remedy), severity: 'info' }]
}

/** Ports that are not known, beside those that are. */
function otherPorts(
  { target, main, settings }: Image,
  unknown: readonly Unknown[],
): readonly Finding[] {
  // Without any, an answer stands for the one that is not known.
  if (main.ports.length === 0) return []
  const isSet = (what: string) => settings.some(({ name }) => what.includes(`variable ${name} `))
  const open = unknown.filter(({ what, source }) => source !== main.source && !isSet(what))
  return open.map(({ what, source }) => {
    const why = what.replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, '')
    const message = `${target} may have another port: ${why}`
    const remedy = 'If others need it, add it below ports: in docker-compose.override.yml.'
    return { ...warningAt('dockerize/port', source, message, remedy), severity: 'info' }
  })
}
