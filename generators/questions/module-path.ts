import { elementProblem } from '../paths.ts'
import { standardLibrary } from './standard-library.ts'

/**
 * Returns why a module path is invalid; undefined if it is valid. These are the rules of
 * `CheckPath` in golang.org/x/mod/module and of the go command, in their order, with one exception:
 * a path without a dot is allowed, for a program.
 */
export function moduleProblem(module: string): string | undefined {
  return formProblem(module) ?? versionProblem(module) ?? ownerProblem(module)
}

function formProblem(module: string): string | undefined {
  if (module === '') return 'it is empty'
  if (module.includes('://')) return 'it is a URL: a module path has no scheme'
  if (module.startsWith('-')) return 'it has a leading dash'
  if (module.includes('//')) return 'it has a double slash'
  if (module.startsWith('/')) return 'it has a leading slash'
  if (module.endsWith('/')) return 'it has a trailing slash'
  const elements = module.split('/')
  const problem = elements.map(elementProblem).find((found) => found !== undefined)
  return problem ?? hostProblem(elements[0] ?? '')
}

function hostProblem(first: string): string | undefined {
  if (first.startsWith('~')) return 'it has a leading ~'
  const [odd] = first.includes('.') ? (/[^a-z\d.-]/.exec(first) ?? []) : []
  return odd === undefined ? undefined : `the character ${odd} is not allowed in the host, ${first}`
}

function versionProblem(module: string): string | undefined {
  if (module.startsWith('gopkg.in/')) {
    return /\.v(0|[1-9]\d*(-unstable)?)$/.test(module)
      ? undefined
      : 'a path on gopkg.in must end in a version, such as .v2'
  }
  const version = /\/v([\d.]+)$/.exec(module)?.[1]
  if (version === undefined || /^([2-9]|[1-9]\d+)$/.test(version)) return undefined
  return `/v${version} is not a major version: use /v2, /v3 and so on`
}

/**
 * Every module in the go.sum of a generated repository: a service with the same name would hide it.
 */
const dependencies: ReadonlySet<string> = new Set([
  'github.com/bsm/ginkgo/v2',
  'github.com/bsm/gomega',
  'github.com/cespare/xxhash/v2',
  'github.com/davecgh/go-spew',
  'github.com/jackc/pgpassfile',
  'github.com/jackc/pgservicefile',
  'github.com/jackc/pgx/v5',
  'github.com/jackc/puddle/v2',
  'github.com/klauspost/cpuid/v2',
  'github.com/labstack/echo/v5',
  'github.com/pmezard/go-difflib',
  'github.com/redis/go-redis/v9',
  'github.com/stretchr/objx',
  'github.com/stretchr/testify',
  'github.com/zeebo/xxh3',
  'go.uber.org/atomic',
  'go.yaml.in/yaml/v3',
  'golang.org/x/net',
  'golang.org/x/sync',
  'golang.org/x/sys',
  'golang.org/x/text',
  'golang.org/x/time',
  'gopkg.in/check.v1',
  'gopkg.in/yaml.v3',
])

function ownerProblem(module: string): string | undefined {
  const elements = module.split('/')
  const [first = ''] = elements
  if (standardLibrary.has(first)) return `${first} belongs to Go's standard library`
  if (module === 'toolchain' || first === 'mod') return `Go reserves ${first}`
  if (elements.includes('vendor')) return 'Go reserves vendor for copies of dependencies'
  if (dependencies.has(module)) return 'a dependency of the service has this path'
  return undefined
}

/**
 * Returns the last element of a module path, without the major version (`/v2`, or `.v2` on
 * gopkg.in).
 */
export function lastElement(module: string): string {
  const path = module.replace(/\/v\d+$/, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  return module.startsWith('gopkg.in/') ? last.replace(/\.v\d+(-unstable)?$/, '') : last
}

/** Returns the module path for the URL of a repository, if there is a valid one. */
export function moduleFromUrl(url: string): string | undefined {
  const [, host = '', path = ''] = repositoryUrl.exec(url.trim()) ?? []
  const module = `${host.toLowerCase()}/${path.replace(/\.git$/, '')}`
  return moduleProblem(module) === undefined ? module : undefined
}

/**
 * The host may be preceded by a scheme and a user, and followed by a port; ssh has a colon before
 * the path.
 */
const repositoryUrl =
  /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^/:]+\.[^/:]+)(?::\d+(?=\/)|(?=\/)|:)\/*(.+?)\/*$/i
