import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  lastElement,
  moduleFromUrl,
  moduleProblem,
} from '../../../generators/questions/module-path.ts'
import { standardLibrary } from '../../../generators/questions/standard-library.ts'
import table from './module-paths.json' with { type: 'json' }

interface Row {
  readonly path: string
  readonly check?: string
  readonly init?: string
  readonly tree?: string
}

const rows: readonly Row[] = table

const dotless = 'missing dot in first path element'
const own = (path: string): boolean =>
  standardLibrary.has(path.split('/')[0] ?? '') || dependencies().has(path) || /^mod\//.test(path)

/**
 * Returns Go's objection to a path, except about a missing dot, which a program's own path doesn't
 * need.
 */
function against({ check, init, tree }: Row): string | undefined {
  return init ?? tree ?? (check === dotless ? undefined : check)
}

/** Returns the modules in the go.sum files of the templates. */
function dependencies(): ReadonlySet<string> {
  const folder = 'templates/modules'
  const sums = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}/go.sum`, 'utf8'))
  return new Set(
    sums
      .join('')
      .split('\n')
      .flatMap((line) => line.split(' ')[0] || []),
  )
}

describe('a module path', () => {
  test.each(
    rows
      .flatMap((row) => ({ ...row, verdict: against(row) ?? [] }))
      .filter(({ verdict }) => verdict.length > 0),
  )('is rejected if Go rejects it: $path', ({ path }) => {
    expect(moduleProblem(path)).toEqual(expect.any(String))
  })

  test.each(rows.filter((row) => against(row) === undefined && !own(row.path)))(
    'is accepted if Go accepts it: $path',
    ({ path }) => {
      expect(moduleProblem(path)).toBeUndefined()
    },
  )

  test('is rejected if its first element belongs to the standard library, which Go would build', () => {
    const problems = [...standardLibrary]
      .flatMap((name) => [name, `${name}/svc`])
      .map(moduleProblem)
    expect(problems).not.toContain(undefined)
  })

  test('is rejected if a module in any go.sum has it', () => {
    const hidden = [...dependencies()]
    expect(hidden.length).toBeGreaterThan(10)
    expect(hidden.filter((path) => moduleProblem(path) === undefined)).toEqual([])
  })

  test.each([
    ['', 'it is empty'],
    ['https://github.com/acme/svc', 'it is a URL: a module path has no scheme'],
    ['-svc', 'it has a leading dash'],
    ['a//b', 'it has a double slash'],
    ['/svc', 'it has a leading slash'],
    ['svc/', 'it has a trailing slash'],
    ['./svc', '. is not allowed in a module path'],
    ['a/.b', '.b has a leading dot'],
    ['a/b.', 'b. has a trailing dot'],
    ['a b', 'the character " " is not allowed'],
    ['a\u0001', 'the character "\\u0001" is not allowed'],
    ['a/日本', 'the character "日" is not allowed'],
    ['a/😀', 'the character "😀" is not allowed'],
    ['a/CON.x', 'CON is a reserved device name on Windows'],
    ['a/progra~1', 'progra~1 looks like a short name on Windows'],
    ['~a', 'it has a leading ~'],
    ['Example.com/a', 'the character E is not allowed in the host, Example.com'],
    ['gopkg.in/yaml', 'a path on gopkg.in must end in a version, such as .v2'],
    ['gopkg.in/yaml.v0-unstable', 'a path on gopkg.in must end in a version, such as .v2'],
    ['a/v1', '/v1 is not a major version: use /v2, /v3 and so on'],
    ['a/v02', '/v02 is not a major version: use /v2, /v3 and so on'],
    ['std', "std belongs to Go's standard library"],
    ['cmd/svc', "cmd belongs to Go's standard library"],
    ['net/http', "net belongs to Go's standard library"],
    ['toolchain', 'Go reserves toolchain'],
    ['mod/svc', 'Go reserves mod'],
    ['a/vendor/b', 'Go reserves vendor for copies of dependencies'],
    ['github.com/labstack/echo/v5', 'a dependency of the service has this path'],
  ])('is rejected with a reason: %j', (module, problem) => {
    expect(moduleProblem(module)).toBe(problem)
  })

  test.each(['go-docker-handson', 'docker-gs-ping', 'docker-gs-ping-roach', 'my_app', 'MyApp'])(
    'can be a program without a domain, as in the source documents: %s',
    (module) => {
      expect(moduleProblem(module)).toBeUndefined()
    },
  )
})

test.each([
  ['my-svc', 'my-svc'],
  ['github.com/acme/my-svc', 'my-svc'],
  ['github.com/acme/my-svc/v2', 'my-svc'],
  ['github.com/acme/my-svc/v10', 'my-svc'],
  ['github.com/acme/my-svc.v2', 'my-svc.v2'],
  ['gopkg.in/yaml.v2', 'yaml'],
  ['gopkg.in/acme/yaml.v3-unstable', 'yaml'],
  ['v2', 'v2'],
  ['example.com/v2', 'example.com'],
])('the last element of %s without its version is %s', (module, element) => {
  expect(lastElement(module)).toBe(element)
})

test.each([
  ['https://github.com/acme/svc', 'github.com/acme/svc'],
  ['https://github.com/acme/svc.git', 'github.com/acme/svc'],
  ['https://user:secret@GitHub.com/Acme/Svc.git/', 'github.com/Acme/Svc'],
  ['git@github.com:acme/svc.git', 'github.com/acme/svc'],
  ['github.com:acme/svc.git', 'github.com/acme/svc'],
  ['ssh://git@git.example.com:2222/acme/svc.git', 'git.example.com/acme/svc'],
  ['git+ssh://git@gitlab.com/a/b/c.git', 'gitlab.com/a/b/c'],
  ['https://git.example.com:8443/acme/svc', 'git.example.com/acme/svc'],
  ['/srv/git/svc.git', undefined],
  ['../svc', undefined],
  ['C:\\git\\svc', undefined],
  ['file:///srv/git/svc.git', undefined],
  ['https://localhost:3000/acme/svc', undefined],
  ['https://github.com/acme/my svc', undefined],
  ['', undefined],
])('the URL %j has the module path %j', (url, module) => {
  expect(moduleFromUrl(url)).toBe(module)
})
