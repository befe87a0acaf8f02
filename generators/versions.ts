/**
 * Every version that a generated repository pins, in this one place; `npm run versions` asks the registries for newer
 * ones. Go 1.27 builds; go.mod names 1.26.0, so that both supported releases can build the module.
 */
export const versions = {
  goVersion: '1.27',
  goModVersion: '1.26.0',
  golangciLintVersion: 'v2.15.0',

  alpineVersion: '3.24',
  debianVersion: 'trixie',
  distrolessImage: 'gcr.io/distroless/static-debian13',
  postgresVersion: '18',
  redisVersion: '8',
  dockerfileSyntax: '1',

  echoVersion: 'v5.4.4',
  pgxVersion: 'v5.12.0',
  goRedisVersion: 'v9.23.0',
} as const satisfies Record<string, string>
