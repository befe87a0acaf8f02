import { databases, type PublishedImage, versionOf } from './database-ends.ts'
import { type EndOfLife, endIn } from './end-of-life.ts'
import { parseImage } from './image.ts'

/** Days of end of life, from the same sources. */
const services: readonly PublishedImage[] = [
  ...databases,
  {
    name: 'RabbitMQ',
    images: /^(?:bitnami(?:legacy)?\/)?rabbitmq$/,
    next: 'RabbitMQ 4.3',
    ends: new Map([
      ['3.7', '2020-09-30'],
      ['3.8', '2022-07-31'],
      ['3.9', '2023-01-31'],
      ['3.10', '2022-09-28'],
      ['3.11', '2023-06-01'],
      ['3.12', '2024-02-21'],
      ['3.13', '2024-09-17'],
      ['3', '2024-09-17'],
      ['4.0', '2025-04-15'],
      ['4.1', '2026-01-30'],
      ['4.2', '2026-07-31'],
    ]),
  },
  {
    // The newest two are supported, as https://docs.nats.io/release-notes says.
    name: 'NATS',
    images: /^(?:bitnami(?:legacy)?\/)?nats$/,
    next: 'NATS 2.14',
    ends: new Map([['2.11', '2026-04-30']]),
  },
  {
    name: 'nginx',
    images: /^(?:(?:bitnami(?:legacy)?\/)?nginx|nginxinc\/nginx-unprivileged)$/,
    next: 'nginx 1.30',
    ends: new Map([
      ['1.18', '2021-04-20'],
      ['1.19', '2021-05-25'],
      ['1.20', '2022-05-24'],
      ['1.21', '2022-06-21'],
      ['1.22', '2023-04-11'],
      ['1.23', '2023-05-23'],
      ['1.24', '2024-04-23'],
      ['1.25', '2024-05-29'],
      ['1.26', '2025-04-23'],
      ['1.27', '2025-06-24'],
      ['1.28', '2026-04-14'],
      ['1.29', '2026-05-13'],
    ]),
  },
  {
    name: 'Kafka',
    images: /^(?:apache|bitnami(?:legacy)?)\/kafka(?:-native)?$/,
    next: 'Kafka 4.3',
    ends: new Map([
      ['3.7', '2024-12-04'],
      ['3.8', '2024-11-06'],
    ]),
  },
  {
    // The longer of its two terms of support.
    name: 'Confluent Platform',
    images:
      /^confluentinc\/cp-(?:(?:enterprise-)?kafka|server|zookeeper|schema-registry|kafka-connect(?:-base)?|kafka-rest)$/,
    next: 'Confluent Platform 8',
    ends: new Map([
      ['7.4', '2026-05-03'],
      ['7.5', '2026-08-25'],
    ]),
  },
  {
    name: 'Elasticsearch',
    images:
      /^(?:(?:bitnami(?:legacy)?\/)?elasticsearch|docker\.elastic\.co\/elasticsearch\/elasticsearch(?:-oss)?)$/,
    versionIn: (tag) => versionOf(tag)?.split('.')[0],
    next: 'Elasticsearch 9, to which the data has to be upgraded one major version after the other',
    ends: new Map([
      ['6', '2022-02-10'],
      ['7', '2026-01-15'],
    ]),
  },
  {
    name: 'ZooKeeper',
    images: /^(?:bitnami(?:legacy)?\/)?zookeeper$/,
    next: 'ZooKeeper 3.9',
    ends: new Map([
      ['3.4', '2020-06-01'],
      ['3.5', '2022-06-01'],
      ['3.6', '2022-12-30'],
      ['3.7', '2024-01-19'],
    ]),
  },
]

/** Returns whether an image is a program that runs by itself: a database, a broker, a web server. */
export function isService(short: string): boolean {
  return services.some(({ images }) => images.test(short))
}

/** Returns when the database, the broker or the web server in an image ends, if that is known. */
export function endOfService(reference: string): EndOfLife | undefined {
  const { short, tag = '' } = parseImage(reference)
  const service = services.find(({ images }) => images.test(short))
  const versionIn = service?.versionIn ?? versionOf
  return service && endIn(service, versionIn(tag))
}
