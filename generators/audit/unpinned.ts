import { posix } from 'node:path'
import { readGoMod } from '../plan/go-mod.ts'
import type { Audited } from './audited.ts'
import { kindOf } from './find-files.ts'
import { parseImage } from './image.ts'

/** Official images, whose names have no slash. */
const official: ReadonlySet<string> = new Set(
  'adminer alpine amazonlinux busybox caddy cassandra clickhouse composer consul couchbase couchdb debian docker eclipse-mosquitto elasticsearch fedora ghost golang gradle haproxy httpd influxdb kibana kong logstash mariadb maven memcached mongo mongo-express mysql nats neo4j nextcloud nginx node openjdk percona php postgres python rabbitmq redis registry ruby rust solr sonarqube swift telegraf tomcat traefik ubuntu vault wordpress zookeeper'.split(
    ' ',
  ),
)

/** Images whose tags start with a version; without one, a tag such as `alpine` is that of the newest. */
const versioned: ReadonlySet<string> = new Set(
  'golang httpd mariadb memcached mongo mysql nats nginx node postgres python rabbitmq redis ruby rust valkey/valkey zookeeper'.split(
    ' ',
  ),
)

/** Returns what is wrong with a reference to an image. */
export function unpinned(reference: string): string | undefined {
  const { short, tag, digest } = parseImage(reference)
  if (digest !== undefined || short === 'scratch' || short === '') return undefined
  if (tag === undefined) return `${reference} has no tag, so it may be another image tomorrow`
  const isMoving =
    tag === 'latest' ||
    (short === 'alpine' && tag === 'edge') ||
    (versioned.has(short) && !/^v?\d/.test(tag))
  return isMoving ? `${reference} may be another image tomorrow` : undefined
}

/** Returns whether an image comes from a registry for sure: others may only be on the machine itself. */
export function isPulled(reference: string): boolean {
  const { short } = parseImage(reference)
  return short.includes('/') || official.has(short)
}

/** The images that belong to a repository, by their names. */
export interface OwnImages {
  /** Those that Compose or a command of the repository builds. */
  readonly made: ReadonlySet<string>
  /** The names of its modules, which images of theirs start with: their users choose the version. */
  readonly modules: readonly string[]
}

const known = new WeakMap<Audited, OwnImages>()

/** Returns the images that belong to a repository. */
export function ownImages(audited: Audited): OwnImages {
  const images = known.get(audited) ?? readOwnImages(audited)
  known.set(audited, images)
  return images
}

function readOwnImages({ repository: { texts }, projects, modules }: Audited): OwnImages {
  const ofCompose = projects.flatMap(({ services }) =>
    [...services.values()].flatMap(({ image, build }) =>
      build === undefined || image === undefined ? [] : [parseImage(image).name],
    ),
  )
  const ofScripts = [...texts].flatMap(([path, text]) =>
    kindOf(path) === 'script'
      ? [...text.matchAll(/\s(?:-t|--tag)[ =]["']?([\w./-]+)/g)].map(([, name = '']) => name)
      : [],
  )
  const names = modules.map(({ folder }) => {
    const { module = '' } = readGoMod(texts.get(posix.join(folder, 'go.mod')) ?? '')
    return lastSegment(module.replace(/\/v\d+$/, ''))
  })
  return {
    made: new Set([...ofCompose, ...ofScripts]),
    modules: [...new Set(names)].filter((name) => name.length > 2),
  }
}

/** Returns the part of a name after its last slash. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}
