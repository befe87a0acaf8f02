/**
 * Every version that a generated repository pins. Renovate updates them by the comments, and all
 * templates use them. After changing the version of a module, run `npm run modules` to update
 * go.mod and go.sum.
 */
export const versions = {
  // renovate: datasource=docker depName=golang versioning=semver-coerced
  goVersion: '1.27',
  // The oldest supported release: the module must build with both. Update it with the one above.
  goModVersion: '1.26.0',
  // renovate: datasource=go depName=github.com/golangci/golangci-lint/v2
  golangciLintVersion: 'v2.15.0',
  // renovate: datasource=go depName=golang.org/x/vuln
  govulncheckVersion: 'v1.9.0',

  // renovate: datasource=docker depName=alpine
  alpineVersion: '3.24',
  debianVersion: 'trixie',
  distrolessImage: 'gcr.io/distroless/static-debian13',
  // renovate: datasource=docker depName=postgres
  postgresVersion: '18',
  // renovate: datasource=docker depName=redis
  redisVersion: '8',
  // renovate: datasource=github-tags depName=actions/checkout
  checkoutAction: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  // renovate: datasource=github-tags depName=actions/setup-go
  setupGoAction: 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e # v7.0.0',

  // renovate: datasource=go depName=github.com/labstack/echo/v5
  echoVersion: 'v5.4.4',
  // renovate: datasource=go depName=github.com/jackc/pgx/v5
  pgxVersion: 'v5.12.0',
  // renovate: datasource=go depName=github.com/redis/go-redis/v9
  goRedisVersion: 'v9.23.0',
} as const satisfies Record<string, string>

/** The versions of the databases and brokers that only a dockerized repository can have. */
export const serviceVersions = {
  // renovate: datasource=docker depName=mysql
  mysqlVersion: '8.4',
  // renovate: datasource=docker depName=mariadb
  mariadbVersion: '11.8',
  // renovate: datasource=docker depName=valkey/valkey
  valkeyVersion: '9.1',
  // renovate: datasource=docker depName=mongo
  mongoVersion: '8.0',
  // renovate: datasource=docker depName=rabbitmq
  rabbitmqVersion: '4',
  // renovate: datasource=docker depName=nats
  natsVersion: '2',
  // renovate: datasource=docker depName=apache/kafka
  kafkaVersion: '4.1.0',
} as const satisfies Record<string, string>
