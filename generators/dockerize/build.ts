import type { Context } from '../layers/context.ts'
import { type Layers, renderFile, treeFileOf } from '../layers/layers.ts'
import { serviceVersions, versions } from '../layers/versions.ts'
import { asPattern } from '../plan/dockerignore.ts'
import { sortByPath, type Tree } from '../plan/tree.ts'
import type { BuildContext } from './build-context.ts'
import { neededServices } from './connections.ts'
import {
  baseReferenceOf,
  builderVersionOf,
  buildLines,
  headersLine,
  installLine,
  moduleFileLines,
  outsideBuildLines,
  rootfsSteps,
} from './dockerfile-text.ts'
import type { Facts, ServiceName } from './facts.ts'
import type { Image } from './image.ts'
import type { BaseImage } from './names.ts'
import { neededBy } from './needs.ts'
import {
  composeCommand,
  composeService,
  prebuiltStage,
  type Terms,
  targetStage,
  volumesOf,
} from './parts.ts'
import { buildTitle, composeTitle } from './titles.ts'
import { dockerizeLayer, partsLayer } from './variables.ts'

/** What the container files of a repository are built from, besides the templates. */
export interface DockerizeInput {
  readonly name: string
  readonly facts: Facts
  readonly base: BaseImage
  /** The images, the one that `docker build` gives last. */
  readonly images: readonly Image[]
  readonly context: BuildContext
  /** Whether the repository keeps a Dockerfile of its own, which has other stages. */
  readonly hasOwnDockerfile: boolean
}

/**
 * Builds the container files of a repository; its arguments decide every byte.
 * @throws LayerError or TemplateError when the templates themselves are broken
 */
export function buildDockerized(input: DockerizeInput, layers: Layers): Tree {
  const context = contextOf(input, layers)
  const layer = layers.get(dockerizeLayer)
  const files = [...(layer ?? [])].flatMap(([path, template]) => {
    const place = placeOf(path, input.context)
    return [[place, treeFileOf(place, template, context)] as const]
  })
  return sortByPath(files)
}

/** A folder above needs an ignore file of its own, because its .dockerignore is for everything in it. */
function placeOf(path: string, { folder }: BuildContext): string {
  return path === '.dockerignore' && folder !== '.' ? 'Dockerfile.dockerignore' : path
}

function contextOf(input: DockerizeInput, layers: Layers): Context {
  const { name, facts, base, images, context, hasOwnDockerfile } = input
  const mains = images.map(({ main }) => main)
  // The stages of a Dockerfile of the user's are not known: it gives one image.
  const composed = hasOwnDockerfile ? images.slice(-1) : images
  const crossCompiles = mains.every(({ cgo }) => cgo.length === 0)
  const services = new Set(
    composed.flatMap(({ main }) => neededServices(main).map(({ name }) => name)),
  )
  const steps = rootfsSteps(base, images)
  const headers = headersLine(mains)
  const install = installLine(base, neededBy(mains), mains)
  const tags = [...new Set(mains.flatMap(({ tags }) => tags))]
  const volumes = volumesOf(composed, services)
  const copied = [...new Set(images.flatMap(({ copies }) => copies.map(({ from }) => from)))]
  // The paths of embeds are patterns already, as Docker has them.
  const exact = copied.filter((path) => path !== '.').map(asPattern)
  const embedded = mains.flatMap(({ embeds }) => embeds.map(({ at }) => at))
  const negated = (paths: readonly string[]): string =>
    [...new Set(paths)]
      .sort()
      .map((path) => `!${context.own}${path}`)
      .join('\n')
  const needed = [...exact, ...embedded].filter((path) => path !== '.')
  const plain: Context = {
    ...versions,
    ...serviceVersions,
    name,
    builderVersion: builderVersionOf(facts, versions.goVersion),
    sourceFolder: context.own === '' ? '/src' : `/src/${context.own.replace(/\/$/, '')}`,
    contextFolder: context.folder,
    own: context.own,
    crossCompiles,
    downloads: context.downloads,
    moduleFiles: moduleFileLines(context),
    installsHeaders: headers !== '',
    headers,
    makesRootfs: steps.length > 0,
    copiesRootfs: steps.some((step) => step.includes('/rootfs')),
    rootfs: steps.join(' \\\n    && '),
    installs: install !== '',
    install,
    builds: buildLines(images, base, crossCompiles),
    outsideBuilds: outsideBuildLines(images, base),
    baseReference: baseReferenceOf(base, versions),
    lintTags: tags.length === 0 ? '' : ` --build-tags ${tags.join(',')}`,
    goTags: tags.length === 0 ? '' : ` -tags ${tags.join(',')}`,
    hasServices: services.size > 0,
    hasVolumes: volumes.length > 0,
    volumes: volumes.map((volume) => `  ${volume}:`).join('\n'),
    needsFiles: needed.length > 0,
    neededFiles: negated(needed),
    copiesFiles: copied.length > 0,
    copiedFiles: negated(exact),
    imagesTitle: buildTitle(name, images, context, 'Dockerfile'),
    prebuiltTitle: buildTitle(name, images, context, 'prebuilt.dockerfile'),
    composeTitle: composeTitle(composed, services),
    hasDockerfilePath: context.folder !== '.',
    dockerfilePath: `${context.own}Dockerfile`,
    hasTarget: !hasOwnDockerfile,
    keepsDockerfile: hasOwnDockerfile,
  }
  const terms: Terms = {
    context,
    services,
    plain,
    part: (file, more) => renderFile(layers, partsLayer, file, { ...plain, ...more }),
  }
  return {
    ...plain,
    commands: images.map((image) => targetStage(image, images, terms)).join('\n\n'),
    prebuiltCommands: images.map((image) => prebuiltStage(image, images, terms)).join('\n\n'),
    composeCommands: composed.map((image) => composeCommand(image, composed, terms)).join('\n\n'),
    composeServices: [...services]
      .map((service: ServiceName) => composeService(service, terms))
      .join('\n\n'),
  }
}
