import type { Context } from '../layers/context.ts'
import type { BuildContext } from './build-context.ts'
import {
  dependencyLines,
  environmentLines,
  foldersOf,
  hostPorts,
  mixedFolders,
  portLines,
  volumeLines,
} from './compose-text.ts'
import { neededServices } from './connections.ts'
import { copyFileLines, writableLines } from './dockerfile-text.ts'
import type { ServiceName } from './facts.ts'
import type { Image } from './image.ts'
import { portName } from './transport.ts'

/** What every part of a file is rendered with. */
export interface Terms {
  readonly context: BuildContext
  readonly services: ReadonlySet<ServiceName>
  /** The variables that the files themselves have. */
  readonly plain: Context
  /** Renders a part with more variables; there is no line feed at its end. */
  readonly part: (file: string, more: Context) => string
}

/** Returns the last stage of an image. */
export function targetStage(image: Image, images: readonly Image[], terms: Terms): string {
  const copyBinary = `COPY --from=build /out/${image.binary} /usr/local/bin/`
  return stage(image, images, terms, copyBinary, 'build')
}

/** Returns the stage of an image from a binary that was compiled outside. */
export function prebuiltStage(image: Image, images: readonly Image[], terms: Terms): string {
  const { own } = terms.context
  const from = `${own}bin/\${TARGETOS}_\${TARGETARCH}/${image.binary}`
  const copyBinary = [
    'ARG TARGETOS',
    'ARG TARGETARCH',
    '# Whatever the umask was where it was compiled.',
    `COPY --chmod=0755 ${from} /usr/local/bin/`,
  ].join('\n')
  return stage(image, images, terms, copyBinary, 'rootfs')
}

function stage(
  image: Image,
  images: readonly Image[],
  { context, part, plain }: Terms,
  copyBinary: string,
  emptyFrom: string,
): string {
  const { target, binary, workdir, copies, writable, ports, settings, args, probe, main } = image
  const isCli = main.kind === 'cli'
  const name = String(plain.name)
  const check = '--interval=10s --timeout=3s --start-period=10s --start-interval=1s'
  return part('command.dockerfile', {
    target,
    binary,
    imageName: images.length === 1 || target === name ? name : `${name}-${target}`,
    copyBinary,
    workdir,
    copies: copies.length > 0,
    copyFiles: copyFileLines(image, context),
    writes: writable.length > 0,
    writableFolders: writableLines(image, emptyFrom),
    sets: settings.length > 0,
    environment: settings
      .map(({ name, value }) => `ENV ${name}=${JSON.stringify(value)}`)
      .join('\n'),
    listens: ports.length > 0,
    ports: ports.map(portName).join(' '),
    probes: isCli || probe !== undefined,
    healthcheck: isCli
      ? '# It ends by itself, so there is nothing to watch.\nHEALTHCHECK NONE'
      : `HEALTHCHECK ${check} CMD ["wget", "-q", "-O", "/dev/null", "${probe ?? ''}"]`,
    hasArguments: args.length > 0,
    arguments: `${argumentsReason(image)}\nCMD ${JSON.stringify(args).replaceAll('","', '", "')}`,
  })
}

function argumentsReason({ args, main }: Image): string {
  if (args.length === main.arguments.length) return '# The sub-command that listens.'
  return '# Without it, the program would listen where nothing outside of the container can reach it.'
}

/** Returns a command as a service of Compose. */
export function composeCommand(image: Image, images: readonly Image[], terms: Terms): string {
  const { target, main, ports } = image
  const { services, part } = terms
  const folders = foldersOf(images).get(image) ?? new Map<string, string>()
  const isMain = images.at(-1) === image
  const needed = neededServices(main)
  return part('command.compose', {
    target,
    isOnRequest: main.kind === 'cli',
    composeEnvironment: environmentLines(image, services),
    hasDependencies: needed.length > 0,
    dependencies: dependencyLines(needed),
    publishes: ports.length > 0,
    composePorts: portLines(image, hostPorts(images), isMain),
    writesBesideFiles: mixedFolders(image).length > 0,
    hasFolders: folders.size > 0,
    composeVolumes: volumeLines(folders),
  })
}

/** Returns a database or broker as a service of Compose. */
export function composeService(service: ServiceName, { part }: Terms): string {
  return part(`${service}.compose`, {})
}

/** The volumes that the services of Compose have. */
const serviceVolumes: Readonly<Record<ServiceName, readonly string[]>> = {
  postgres: ['postgres-data'],
  mysql: ['mysql-data'],
  mariadb: ['mariadb-data'],
  redis: ['redis-data'],
  valkey: ['valkey-data'],
  mongo: ['mongo-data', 'mongo-config'],
  rabbitmq: ['rabbitmq-data'],
  nats: [],
  kafka: ['kafka-data'],
}

/** Returns the names of all volumes of Compose. */
export function volumesOf(
  images: readonly Image[],
  services: ReadonlySet<ServiceName>,
): readonly string[] {
  return [
    ...[...foldersOf(images).values()].flatMap((folders) => [...folders.keys()]),
    ...[...services].flatMap((service) => serviceVolumes[service]),
  ]
}
