import type { ConfigFile } from '../config/config-file.ts'
import { type EnvironmentVariable, type Service, type ServiceName, serviceNames } from '../facts.ts'
import { importsOf, type Program } from '../go/program.ts'
import { hasEmbeddedDefault } from './embedded-default.ts'

/**
 * The modules that speak to a database or a broker, by the start of their import paths. The drivers
 * of database/sql and gorm are among them.
 */
const clients: Readonly<Record<string, ServiceName>> = {
  'github.com/lib/pq': 'postgres',
  'github.com/jackc/pgx': 'postgres',
  'github.com/jackc/pgconn': 'postgres',
  'github.com/go-pg/pg': 'postgres',
  'gopkg.in/pg.': 'postgres',
  'gorm.io/driver/postgres': 'postgres',
  'github.com/jinzhu/gorm/dialects/postgres': 'postgres',
  'github.com/uptrace/bun/driver/pgdriver': 'postgres',
  'github.com/uptrace/bun/dialect/pgdialect': 'postgres',
  'github.com/gogf/gf/contrib/drivers/pgsql': 'postgres',
  'github.com/golang-migrate/migrate/database/postgres': 'postgres',
  'github.com/golang-migrate/migrate/database/pgx': 'postgres',
  'github.com/gofiber/storage/postgres': 'postgres',
  'entgo.io/ent/dialect/postgres': 'postgres',
  'github.com/vgarvardt/gue': 'postgres',
  'github.com/riverqueue/river': 'postgres',
  'github.com/go-sql-driver/mysql': 'mysql',
  'gorm.io/driver/mysql': 'mysql',
  'github.com/jinzhu/gorm/dialects/mysql': 'mysql',
  'github.com/go-mysql-org/go-mysql': 'mysql',
  'github.com/siddontang/go-mysql': 'mysql',
  'github.com/ziutek/mymysql': 'mysql',
  'github.com/uptrace/bun/dialect/mysqldialect': 'mysql',
  'github.com/gogf/gf/contrib/drivers/mysql': 'mysql',
  'github.com/golang-migrate/migrate/database/mysql': 'mysql',
  'github.com/zeromicro/go-zero/core/stores/postgres': 'postgres',
  'github.com/go-redis/redis': 'redis',
  'github.com/redis/go-redis': 'redis',
  'github.com/redis/rueidis': 'redis',
  'github.com/gomodule/redigo': 'redis',
  'github.com/garyburd/redigo': 'redis',
  'github.com/mediocregopher/radix': 'redis',
  'github.com/hibiken/asynq': 'redis',
  'github.com/gofiber/storage/redis': 'redis',
  'github.com/zeromicro/go-zero/core/stores/redis': 'redis',
  'github.com/gin-contrib/sessions/redis': 'redis',
  'github.com/bsm/redislock': 'redis',
  'github.com/go-redsync/redsync': 'redis',
  'github.com/gocraft/work': 'redis',
  'github.com/gogf/gf/contrib/nosql/redis': 'redis',
  'gopkg.in/redis.': 'redis',
  'github.com/valkey-io/valkey-go': 'valkey',
  'github.com/valkey-io/valkey-glide': 'valkey',
  'go.mongodb.org/mongo-driver': 'mongo',
  'gopkg.in/mgo.': 'mongo',
  'github.com/globalsign/mgo': 'mongo',
  'github.com/qiniu/qmgo': 'mongo',
  'github.com/kamva/mgm': 'mongo',
  'github.com/zeromicro/go-zero/core/stores/mon': 'mongo',
  'github.com/golang-migrate/migrate/database/mongodb': 'mongo',
  'github.com/rabbitmq/amqp091-go': 'rabbitmq',
  'github.com/rabbitmq/rabbitmq-amqp-go-client': 'rabbitmq',
  'github.com/rabbitmq/rabbitmq-stream-go-client': 'rabbitmq',
  'github.com/streadway/amqp': 'rabbitmq',
  'github.com/wagslane/go-rabbitmq': 'rabbitmq',
  'github.com/ThreeDotsLabs/watermill-amqp': 'rabbitmq',
  'github.com/nats-io/nats.go': 'nats',
  'github.com/nats-io/go-nats': 'nats',
  'github.com/nats-io/stan.go': 'nats',
  'github.com/ThreeDotsLabs/watermill-nats': 'nats',
  'github.com/IBM/sarama': 'kafka',
  'github.com/Shopify/sarama': 'kafka',
  'github.com/segmentio/kafka-go': 'kafka',
  'github.com/twmb/franz-go': 'kafka',
  'github.com/confluentinc/confluent-kafka-go': 'kafka',
  'github.com/ThreeDotsLabs/watermill-kafka': 'kafka',
  'github.com/lovoo/goka': 'kafka',
  'github.com/zeromicro/go-queue/kq': 'kafka',
}

/** The databases that a program may have instead of the one that it brings. */
const replaceable: ReadonlySet<ServiceName> = new Set(['postgres', 'mysql', 'mariadb'])

/**
 * Returns the databases and brokers that a program imports a client of, once each.
 * https://pkg.go.dev lists these modules by their number of importers.
 */
export function servicesOf(
  program: Program,
  env: readonly EnvironmentVariable[],
  configFiles: () => readonly ConfigFile[],
): readonly Service[] {
  const found = new Map<ServiceName, Service>()
  for (const { path, source } of importsOf(program)) {
    const name = serviceOf(path)
    if (name !== undefined && !found.has(name)) found.set(name, { name, client: path, source })
  }
  const all = serviceNames.flatMap((name) => found.get(name) ?? [])
  const isOptional =
    all.some(({ name }) => replaceable.has(name)) && hasEmbeddedDefault(program, env, configFiles)
  return all.map((one) =>
    isOptional && replaceable.has(one.name) ? { ...one, optional: true } : one,
  )
}

function serviceOf(path: string): ServiceName | undefined {
  const plain = path.replaceAll(/\/v\d+(?=\/|$)/g, '')
  const client = Object.keys(clients).find(
    (start) => plain === start || plain.startsWith(start.endsWith('.') ? start : `${start}/`),
  )
  return client === undefined ? undefined : clients[client]
}
