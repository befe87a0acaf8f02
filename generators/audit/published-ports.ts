import type { Port } from '../dockerize/facts.ts'
import type { Audited } from './audited.ts'
import { stageBehind } from './compose/behind.ts'
import { at, settingsOf } from './compose/located.ts'
import { portsOf } from './compose/ports.ts'
import type { Service } from './compose/project.ts'
import { servicesIn } from './compose/services.ts'
import { isForDevelopment } from './development-names.ts'
import { environmentOf } from './dockerfile/variables.ts'
import { arePortsSure } from './listening.ts'
import type { Found } from './rule.ts'
import { asBuiltFor, isFlagGiven, programStages, shippedMains, startingWords } from './shipped.ts'

/** Libraries that listen in ways of their own, so that no port is found in the code. */
const ownListeners =
  /fasthttp|gnet|go-zero|kratos|hertz|kitex|beego|iris|goframe|gf\/v2|micro|goa\.design|caddy|traefik|k8s\.io/

/** Libraries whose listeners a program uses beside those of the standard library, so that some ports are not found. */
const otherListeners = /reuse-?port|tableflip|endless|grace|overseer/

/** Libraries that may start servers by functions of their own, by their names. */
const mayListen =
  /^(?!go\.temporal\.io|go\.opentelemetry\.io|github\.com\/(?:nexus-rpc|aws|Azure)\/).*(?:sdk|kit|servers?|framework|platform|commons?)(?:$|[/.-])/

/** Returns the ports that Compose publishes for a program that listens on none, or on another one. */
export function* publishedElsewhere(audited: Audited): Iterable<Found> {
  for (const { project, service } of servicesIn(audited)) {
    const behind = stageBehind(audited, service)
    if (behind === undefined || project.partial) continue
    const { stage } = behind
    const dockerfile = asBuiltFor(audited, service, behind.dockerfile)
    if (!programStages(dockerfile).includes(stage) || dockerfile.isForDevelopment) continue
    if (isForDevelopment(service.node.file)) continue
    const { facts, module } = dockerfile
    const [main, ...others] = shippedMains(dockerfile, stage)
    if (main === undefined || others.length > 0) continue
    const words = startingWords(service, stage)
    if (!arePortsSure(facts, main, words)) continue
    const isSilent = main.kind !== 'server' && main.ports.length === 0
    const required = [...(module?.requires.keys() ?? [])]
    const isElsewhere = isSilent ? ownListeners : otherListeners
    if (required.some((path) => isElsewhere.test(path))) continue
    const isUnsure = isSilent && required.some((path) => mayListen.test(path))
    const image = environmentOf(dockerfile.file, stage)
    // Of UDP, less is known: its ports are no reason for a finding.
    const ports = main.ports.filter(({ protocol }) => protocol !== 'udp')
    if (!isSilent && ports.length === 0) continue
    if (main.ports.some((port) => isSet(port, service, image, words))) continue
    const published = portsOf(service.node, project.variables)
    const isRight = ({ target, isUdp }: (typeof published)[number]) =>
      target === undefined ||
      main.ports.some(({ port, protocol }) => port === target && (protocol === 'udp') === isUdp)
    // Libraries of a program may listen on more ports.
    if (published.some(isRight)) continue
    for (const { at, target } of published.filter(({ isUdp }) => !isUdp)) {
      const what = isSilent
        ? `${target} is published, and the program listens on no port`
        : `${target} is published, and the program listens on ${ports.map(({ port }) => port).join(', ')} (${ports[0]?.source})`
      yield {
        path: at.file,
        line: at.line,
        message: what,
        ...(isUnsure ? { severity: 'info' as const } : {}),
        remedy: 'Publish the port on which the program listens, or none.',
      }
    }
  }
}

/** Returns whether the image or the service may set a port. */
export function isSet(
  { env, flag }: Port,
  { node }: Service,
  image: ReadonlyMap<string, string | undefined>,
  words: readonly string[],
): boolean {
  if (at(node, 'env_file') !== undefined && env !== undefined) return true
  const isInEnvironment =
    env !== undefined && (image.has(env.name) || settingsOf(at(node, 'environment')).has(env.name))
  return isInEnvironment || (flag !== undefined && isFlagGiven(flag.name, words))
}
