import type { Audited, AuditedDockerfile } from '../audited.ts'
import { baseOf } from '../dockerfile/capabilities.ts'
import type { Stage } from '../dockerfile/model.ts'
import { imageOf, lastOf, lineage, stageNamed } from '../dockerfile/stages.ts'
import { variablesIn } from '../dockerfile/variables.ts'
import { parseImage } from '../image.ts'
import { type DatabaseKind, databaseOf } from './databases.ts'
import { at, itemsOf, textOf, wordsOf } from './located.ts'
import type { Service } from './project.ts'

/** The stage that a service runs, and its Dockerfile. */
export interface Behind {
  readonly dockerfile: AuditedDockerfile
  readonly stage: Stage
}

/** Returns the stage that Compose builds for a service; undefined if it builds none that is known. */
export function stageBehind({ dockerfiles }: Audited, { build }: Service): Behind | undefined {
  const dockerfile = dockerfiles.find(({ path }) => path === build?.dockerfile)
  if (dockerfile === undefined || build === undefined) return undefined
  const { file } = dockerfile
  const stage = build.target === undefined ? file.stages.at(-1) : stageNamed(file, build.target)
  return stage === undefined ? undefined : { dockerfile, stage }
}

/** Returns the image that a service runs or, if it is built, starts from; undefined if it is not known. */
export function imageBehind(audited: Audited, service: Service): string | undefined {
  if (service.build === undefined) return service.image
  const stage = stageBehind(audited, service)?.stage
  if (stage === undefined) return undefined
  const { args } = service.build
  const isChanged = lineage(stage).some(({ written }) =>
    variablesIn(written).some((name) => args.has(name)),
  )
  return isChanged ? undefined : imageOf(stage)
}

/** Returns the kind of database whose image a service runs or starts from, also if it is only a client. */
export function databaseImageBehind(audited: Audited, service: Service): DatabaseKind | undefined {
  return databaseOf({ image: imageBehind(audited, service) })
}

/** Returns the kind of database that a service runs, also one that is built from its image. */
export function databaseBehind(audited: Audited, service: Service): DatabaseKind | undefined {
  return startsServer(service) ? databaseImageBehind(audited, service) : undefined
}

/** Programs of database images that store nothing: shells, clients, dumps and the router of MongoDB. */
const client =
  /^(?:mongo|mongos|mongosh|mongo(?:dump|restore|import|export)|psql|pg_\w+|(?:mysql|mariadb)(?:-?(?:admin|dump|import))?|redis-cli|valkey-cli|rabbitmq(?:ctl|admin)|(?:ba|da)?sh|sleep|tail|true|echo)$/
/** Programs by which such an image starts its server, anywhere in a script of a shell. */
const server =
  /(?:^|[\s/"'])(?:(?:docker-)?entrypoint\.sh|run\.sh|mongod|(?:mysqld|mariadbd)(?:[-_]safe)?|(?:redis|valkey|rabbitmq|nats)-server|start-dev|start\w*\.sh|cockroach start\S*)(?=[\s"';&|]|$)|(?:^|exec |[;&|] *)postgres(?=\s|$)/m

/** Returns whether a service starts the server of its image, as far as its entrypoint and command tell. */
function startsServer({ node }: Service): boolean {
  const words = ['entrypoint', 'command'].flatMap((key) => wordsOf(at(node, key))).filter(Boolean)
  const [program = ''] = words
  const isOther = textOf(at(node, 'entrypoint')) || itemsOf(at(node, 'entrypoint')).length > 0
  const name = program.slice(program.lastIndexOf('/') + 1)
  return (!isOther && !client.test(name)) || server.test(words.join(' '))
}

/** Official images, none of which has a health check: https://github.com/docker-library/faq#healthcheck. */
const withoutCheck: ReadonlySet<string> = new Set(
  'adminer alpine busybox debian golang httpd mariadb memcached mongo mysql nats nginx node postgres python rabbitmq redis traefik ubuntu zookeeper'.split(
    ' ',
  ),
)

/** Returns whether Docker checks the health of a service; undefined if it is not known. */
export function isChecked(audited: Audited, service: Service): boolean | undefined {
  const check = at(service.node, 'healthcheck')
  const first = textOf(itemsOf(at(check, 'test'))[0]) ?? textOf(at(check, 'test'))
  if (first === 'NONE' || textOf(at(check, 'disable')) === 'true') return false
  if (first !== undefined) return true
  const behind = stageBehind(audited, service)
  const own = behind && lastOf(behind.stage, 'HEALTHCHECK')?.instruction.text
  if (own !== undefined) return !/^NONE\b/i.test(own)
  const image = imageBehind(audited, service)
  if (image === undefined) return undefined
  const isKnown =
    withoutCheck.has(parseImage(image).short) ||
    (behind !== undefined && ['empty', 'minimal', 'go'].includes(baseOf(behind.stage).kind))
  return isKnown ? false : undefined
}
