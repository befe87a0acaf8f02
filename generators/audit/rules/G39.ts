import { posix } from 'node:path'
import { compareGo } from '../go-modules.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** Modules without support: the last day of it, and what replaces them. */
const ended: readonly { readonly module: RegExp; readonly day: string; readonly next: string }[] = [
  {
    module: /^github\.com\/labstack\/echo(?:\/v3)?$/,
    day: '2020-01-01',
    next: 'github.com/labstack/echo/v5',
  },
  {
    module: /^github\.com\/labstack\/echo\/v4$/,
    day: '2026-12-31',
    next: 'github.com/labstack/echo/v5',
  },
  {
    module: /^github\.com\/go-redis\/redis(?:\/v\d+)?$/,
    day: '2023-01-30',
    next: 'github.com/redis/go-redis/v9',
  },
  {
    module: /^github\.com\/garyburd\/redigo$/,
    day: '2018-03-01',
    next: 'github.com/gomodule/redigo',
  },
  {
    module: /^github\.com\/jackc\/pgx(?:\/v[34])?$/,
    day: '2025-07-01',
    next: 'github.com/jackc/pgx/v5',
  },
  {
    module: /^github\.com\/dgrijalva\/jwt-go$/,
    day: '2021-08-01',
    next: 'github.com/golang-jwt/jwt/v5',
  },
]

const go = (line: string) => ({
  'go.mod': `module a\ngo 1.27\nrequire ${line}\n`,
  Dockerfile: 'FROM scratch\n',
})

export const G39: Rule = {
  id: 'G39',
  name: 'module-without-support',
  severity: 'warning',
  reason: 'A module without support gets no fixes for known vulnerabilities.',
  source: 'The read-me files of the modules',
  fix: 'Use the module that replaces it.',
  overlaps: [],
  *check({ modules, repository, asOf }): Iterable<Found> {
    for (const { folder, requires } of modules) {
      const path = posix.join(folder, 'go.mod')
      const lines = (repository.texts.get(path) ?? '').split('\n')
      for (const [module, version] of requires) {
        const line = lines.findIndex((text) => text.includes(`${module} `)) + 1
        // What others require is theirs to replace.
        if (line === 0 || /\/\/\s*indirect/.test(lines[line - 1] ?? '')) continue
        const end = ended.find((one) => one.module.test(module))
        if (end !== undefined && end.day < asOf) {
          yield {
            path,
            line,
            message: `${module} has had no support since ${end.day}`,
            remedy: `Use ${end.next}.`,
          }
        }
        const isOldPgx =
          module === 'github.com/jackc/pgx/v5' && compareGo(version.replace(/^v/, ''), '5.9.1') < 0
        if (isOldPgx)
          yield {
            path,
            line,
            message: `pgx ${version} has known vulnerabilities`,
            remedy: 'Use v5.9.1 or newer.',
          }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'an old name', files: go('github.com/go-redis/redis/v8 v8.11.5'), at: ['go.mod:3'] },
    { title: 'an old pgx', files: go('github.com/jackc/pgx/v5 v5.5.0'), at: ['go.mod:3'] },
  ],
  passing: [
    {
      title: 'what others require',
      files: go('github.com/dgrijalva/jwt-go v3.2.0+incompatible // indirect'),
    },
    { title: 'what replaced it', files: go('github.com/redis/go-redis/v9 v9.23.0') },
    { title: 'before the end', files: go('github.com/labstack/echo/v4 v4.15.4') },
  ],
}
