import { parseImage } from '../image.ts'
import type { Service } from './project.ts'

/** A kind of database or broker, and the port on which it serves its clients. */
export interface DatabaseKind {
  readonly name: string
  readonly images: RegExp
  readonly ports: readonly number[]
}

const kinds: readonly DatabaseKind[] = [
  {
    name: 'PostgreSQL',
    images: /(?:^|\/)(?:postgres|postgresql|postgis|timescaledb(?:-ha)?|pgvector)$/,
    ports: [5432],
  },
  { name: 'CockroachDB', images: /(?:^|\/)cockroach$/, ports: [26257] },
  { name: 'MySQL', images: /(?:^|\/)(?:mysql|mysql-server|percona)$/, ports: [3306, 33060] },
  { name: 'MariaDB', images: /(?:^|\/)mariadb$/, ports: [3306] },
  {
    name: 'Redis',
    images: /(?:^|\/)(?:redis|redis-stack|redis-stack-server|keydb)$/,
    ports: [6379],
  },
  { name: 'Valkey', images: /(?:^|\/)valkey(?:-bundle|-stack-server)?$/, ports: [6379] },
  {
    name: 'MongoDB',
    images: /(?:^|\/)(?:mongo|mongodb|mongodb-community-server)$/,
    ports: [27017],
  },
  { name: 'RabbitMQ', images: /(?:^|\/)rabbitmq$/, ports: [5672, 15672] },
  { name: 'NATS', images: /(?:^|\/)nats$/, ports: [4222, 8222] },
  { name: 'Kafka', images: /(?:^|\/)(?:kafka|cp-kafka|redpanda)$/, ports: [9092] },
  { name: 'ZooKeeper', images: /(?:^|\/)(?:zookeeper|cp-zookeeper)$/, ports: [2181] },
  { name: 'Elasticsearch', images: /(?:^|\/)elasticsearch$/, ports: [9200, 9300] },
  { name: 'OpenSearch', images: /(?:^|\/)opensearch$/, ports: [9200, 9300] },
]

/** Returns the kind of database that a service runs, by its image; undefined for another service. */
export function databaseOf({ image }: Pick<Service, 'image'>): DatabaseKind | undefined {
  if (image === undefined) return undefined
  const { short } = parseImage(image)
  return kinds.find(({ images }) => images.test(short))
}
