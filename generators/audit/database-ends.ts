import type { Product } from './end-of-life.ts'

/** A program that others publish as an image, to be run as it is. */
export interface PublishedImage extends Product {
  readonly images: RegExp
  /** Returns the version in a tag. A major version alone is the newest of its kind. */
  readonly versionIn?: (tag: string) => string | undefined
}

/**
 * Days of end of life, from endoflife.date and the projects' own pages. A version without a day has
 * none that is sure, such as those of Redis from 6.2 on.
 */
export const databases: readonly PublishedImage[] = [
  {
    name: 'PostgreSQL',
    images:
      /^(?:(?:bitnami(?:legacy)?\/)?postgres(?:ql)?|(?:postgis\/)?postgis|(?:pgvector\/)?pgvector|timescale\/timescaledb(?:-ha)?)$/,
    versionIn: versionOfPostgres,
    next: 'PostgreSQL 18, to which the data has to be moved',
    ends: new Map([
      ['9.6', '2021-11-11'],
      ['9', '2021-11-11'],
      ['10', '2022-11-10'],
      ['11', '2023-11-09'],
      ['12', '2024-11-21'],
      ['13', '2025-11-13'],
      ['14', '2026-11-12'],
      ['15', '2027-11-11'],
      ['16', '2028-11-09'],
      ['17', '2029-11-08'],
      ['18', '2030-11-14'],
    ]),
  },
  {
    name: 'MySQL',
    images:
      /^(?:(?:bitnami(?:legacy)?\/)?mysql|(?:container-registry\.oracle\.com\/)?mysql\/(?:mysql|community)-server)$/,
    next: 'MySQL 9.7 or 8.4, to which the data has to be upgraded',
    ends: new Map([
      ['5.5', '2018-12-31'],
      ['5.6', '2021-02-28'],
      ['5.7', '2023-10-31'],
      ['5', '2023-10-31'],
      ['8.0', '2026-04-30'],
      ['8.1', '2023-10-25'],
      ['8.2', '2023-12-14'],
      ['8.3', '2024-04-10'],
      ['8.4', '2032-04-30'],
      ['9.0', '2024-10-15'],
      ['9.1', '2025-01-21'],
      ['9.2', '2025-04-15'],
      ['9.3', '2025-07-22'],
      ['9.4', '2025-10-21'],
      ['9.5', '2026-01-20'],
      ['9.6', '2026-04-21'],
    ]),
  },
  {
    name: 'MariaDB',
    images: /^(?:bitnami(?:legacy)?\/)?mariadb$/,
    next: 'MariaDB 12.3 or 11.8, to which the data has to be upgraded',
    ends: new Map([
      ['10.0', '2019-03-31'],
      ['10.1', '2020-10-17'],
      ['10.2', '2022-05-23'],
      ['10.3', '2023-05-25'],
      ['10.4', '2024-06-18'],
      ['10.5', '2025-06-24'],
      ['10.6', '2026-07-06'],
      ['10.7', '2023-02-09'],
      ['10.8', '2023-05-20'],
      ['10.9', '2023-08-22'],
      ['10.10', '2023-11-17'],
      ['10.11', '2028-02-16'],
      ['11.0', '2024-06-06'],
      ['11.1', '2024-08-21'],
      ['11.2', '2024-11-21'],
      ['11.3', '2024-05-29'],
      ['11.4', '2029-05-29'],
      ['11.5', '2024-11-21'],
      ['11.6', '2025-02-13'],
      ['11.7', '2025-05-12'],
      ['11.8', '2028-06-04'],
      ['12.0', '2025-11-18'],
      ['12.1', '2026-02-13'],
      ['12.2', '2026-05-28'],
      ['12.3', '2029-06-12'],
    ]),
  },
  {
    name: 'Redis',
    images: /^(?:bitnami(?:legacy)?\/)?redis$/,
    next: 'Redis 8',
    ends: new Map([
      ['5.0', '2022-04-27'],
      ['5', '2022-04-27'],
      ['6.0', '2022-05-31'],
      ['7.0', '2024-07-29'],
    ]),
  },
  {
    name: 'Valkey',
    images: /^(?:valkey|bitnami(?:legacy)?)\/valkey$/,
    next: 'Valkey 9',
    ends: new Map([
      ['7.2', '2029-04-16'],
      ['8.0', '2027-09-15'],
      ['8.1', '2030-03-31'],
      ['9.0', '2028-10-21'],
    ]),
  },
  {
    name: 'MongoDB',
    images: /^(?:mongo|bitnami(?:legacy)?\/mongodb|mongodb\/mongodb-community-server)$/,
    next: 'MongoDB 8.0, to which the data has to be upgraded one version after the other',
    ends: new Map([
      ['3.2', '2018-09-30'],
      ['3.4', '2020-01-31'],
      ['3.6', '2021-04-30'],
      ['3', '2021-04-30'],
      ['4.0', '2022-04-30'],
      ['4.2', '2023-04-30'],
      ['4.4', '2024-02-29'],
      ['4', '2024-02-29'],
      ['5.0', '2024-10-31'],
      ['5', '2024-10-31'],
      ['6.0', '2025-07-31'],
      ['6', '2025-07-31'],
      ['7.0', '2027-08-31'],
      ['8.0', '2029-10-31'],
    ]),
  },
]

/** Returns the first two numbers of a tag, or the only one. */
export function versionOf(tag: string): string | undefined {
  return /^v?(\d+(?:\.\d+)?)(?:[.-]|$)/.exec(tag)?.[1]
}

/** Returns the version of PostgreSQL in a tag, one number from 10 on; those who extend it write `pg16`. */
function versionOfPostgres(tag: string): string | undefined {
  const extended = /(?:^|-)pg(\d+)(?:[.-]|$)/.exec(tag)?.[1]
  const version = extended ?? (/^[0-8]\.\d+\.\d+/.test(tag) ? undefined : versionOf(tag))
  return version === undefined || Number.parseInt(version, 10) < 10
    ? version
    : version.split('.')[0]
}
