import type { Table } from './table.ts'

/**
 * Every choice that the product offers. Flags, questions, help, context, layers, record and the
 * test matrix are derived from it. Sizes are those of the image without the program (Docker's
 * unpacked size).
 */
export const options = {
  framework: {
    kind: 'choice',
    flag: 'framework',
    question: 'HTTP framework',
    default: 'net/http',
    goModules: true,
    choices: [
      {
        value: 'net/http',
        hint: 'the standard library, no dependency',
        variable: 'netHttp',
        layer: 'net-http',
      },
      {
        value: 'echo',
        hint: 'labstack/echo v5: binding, middleware, groups',
        variable: 'echo',
        layer: 'echo',
      },
    ],
  },
  database: {
    kind: 'choice',
    flag: 'database',
    question: 'Database',
    default: 'postgres',
    goModules: true,
    choices: [
      {
        value: 'redis',
        hint: 'in memory, saved to disk; go-redis v9',
        variable: 'redis',
        layer: 'redis',
      },
      {
        value: 'postgres',
        hint: 'with a schema in init.sql; pgx v5 and a pool',
        variable: 'postgres',
        layer: 'postgres',
      },
    ],
  },
  baseImage: {
    kind: 'choice',
    flag: 'base-image',
    question: 'Base image',
    default: 'distroless',
    choices: [
      {
        value: 'scratch',
        hint: '0 MB: the program, CA certificates, zones; no shell',
        variable: 'scratch',
      },
      {
        value: 'alpine',
        hint: '8 MB: a shell and apk, for debugging inside',
        variable: 'alpine',
      },
      {
        value: 'distroless',
        hint: 'recommended: 2 MB, CA certificates, zones; no shell',
        variable: 'distroless',
      },
    ],
  },
} as const satisfies Table
