import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFacts } from '../../../generators/dockerize/read-facts.ts'
import { schemaErrors } from '../../bin/report/schemas.ts'
import { inScratch } from '../disk/disk.ts'
import { linesOf } from './facts.ts'

const fixtures = 'test/generators/dockerize/fixtures'

/** The folder of each repository → what a person reads there. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'no-dependencies': [
    'module example.com/hello, go 1.24',
    'server hello in .',
    'port 8080 http env PORT port (main.go:27)',
    'env NAME (main.go:25)',
    'env GREETING = hello (main.go:25)',
    'env PORT = 8080 (main.go:27)',
    'health http /healthz on 8080 (main.go:21)',
  ],
  'many-commands': [
    'module example.com/shop, go 1.24',
    'cli admin in cmd/admin',
    'env ADMIN_TOKEN required (cmd/admin/main.go:15)',
    'server api in cmd/api',
    'port 8081 http on localhost flag addr address (cmd/api/main.go:12)',
    'health http /api/ping on 8081 (internal/server/server.go:13)',
    'worker worker in cmd/worker',
  ],
  cli: [
    'module example.com/tools/v2, go 1.24',
    'cli tools in .',
    'runs git (main.go:20)',
    'time zone (main.go:15)',
  ],
  udp: [
    'module example.com/resolver, go 1.24',
    'server resolver in .',
    'port 8080 http (main.go:20)',
    'port 5300 tcp flag listen list (main.go:13)',
    'port 5301 tcp flag listen list (main.go:13)',
    'port 5300 udp flag listen list (main.go:13)',
    'port 5301 udp flag listen list (main.go:13)',
    'health http /healthz on 8080 (main.go:19)',
  ],
  cgo: [
    'module example.com/area, go 1.24',
    'server area in .',
    'port 9000 http (main.go:20)',
    'health http /health on 9000 (main.go:17)',
    'cgo example.com/area (main.go:8)',
  ],
  vendor: [
    'module example.com/vendored, go 1.24',
    'vendor',
    'server vendored in .',
    'port 8091 http (main.go:13)',
    'health http /healthz on 8091 (main.go:12)',
  ],
  'work-space/api': [
    'module example.com/work/api, go 1.24',
    'work space ../go.work',
    'server api in .',
    'port 8086 http env API_PORT port (../common/common.go:11)',
    'env API_PORT = 8086 (../common/common.go:12)',
    'health http /ready on 8086 (../common/common.go:15)',
  ],
  'work-space/other': ['module example.com/work/other, go 1.24', 'cli other in .'],
  embed: [
    'module example.com/pages, go 1.24',
    'server pages in .',
    'port 80 http (main.go:17)',
    'embed pages/*.html (main.go:11)',
    'embed pages/my style.css (main.go:12)',
    'carries time zones',
  ],
  'read-files': [
    'module example.com/reader, go 1.24',
    'server reader in .',
    'port 8085 http (config/config.json:2)',
    'reads templates/*.html at templates required (main.go:38)',
    'reads ./static at static (main.go:42)',
    'reads config/config.json at config/config.json required (main.go:22)',
    'writes data/cache (main.go:39)',
  ],
  grpc: [
    'module example.com/rpc, go 1.24',
    'go.sum',
    'server rpc in .',
    'port 50051 grpc env GRPC_PORT port (main.go:18)',
    'env GRPC_PORT = 50051 (main.go:16)',
    'health grpc  (main.go:25)',
  ],
  worker: [
    'module example.com/worker, go 1.24',
    'worker worker in .',
    'env NEWS_URL required (main.go:15)',
    'TLS (main.go:27)',
  ],
  'monorepo/services/billing': [
    'module example.com/monorepo/services/billing, go 1.24, go1.24.2',
    'server billing in cmd/billing',
    'port 8088 http (cmd/billing/main.go:13)',
    'health http /healthz on 8088 (cmd/billing/main.go:11)',
  ],
  'private-modules': [
    'module git.example.internal/team/service, go 1.24',
    'private git.example.internal/team/log',
    'private github.com/example/secret',
    'server service in .',
    'port 8089 http (main.go:12)',
  ],
  'replace/service': [
    'module example.com/service, go 1.24',
    'replace example.com/greeting ../greeting (go.mod:7)',
    'server service in .',
    'port 8087 http (main.go:14)',
    'env GREETING_TEXT (../greeting/greeting.go:8)',
    'health http /livez on 8087 (main.go:17)',
  ],
  'build-tags': [
    'module example.com/tags, go 1.24',
    'server tags in .',
    'tag prepare',
    'port 8090 http (main.go:10)',
    'reads migrations at migrations required (prepare.go:11)',
    'unknown: The build has the tag prepare, without which this file is left out. (prepare.go:1)',
  ],
}

describe('the facts of a repository', () => {
  test.each(Object.entries(expected))('%s', async (folder, lines) => {
    expect(linesOf(await readFacts(join(fixtures, folder)))).toEqual(lines)
  })

  test.each(Object.keys(expected))('%s: they match the schema', async (folder) => {
    expect(schemaErrors(await readFacts(join(fixtures, folder)), 'facts.json')).toEqual([])
  })

  test('they are the same when they are read again', async () => {
    const folder = join(fixtures, 'many-commands')
    expect(await readFacts(folder)).toEqual(await readFacts(folder))
  })
})

const near = 'Name the folder of a module'

test.each<[string, readonly string[], string, (folder: string) => string]>([
  [
    'with none near',
    ['README.md'],
    '.',
    () => 'Name the folder of a Go module, or create one with go mod init.',
  ],
  [
    'with modules below',
    ['b/go.mod', 'a/c/go.mod', 'b/testdata/go.mod'],
    '.',
    (folder) => `${near}: ${join(folder, 'b')}, ${join(folder, 'a/c')}.`,
  ],
  ['with a module above', ['go.mod', 'a/b/main.go'], 'a/b', (folder) => `${near}: ${folder}.`],
])('a directory without a go.mod is refused, %s', (_, paths, at, fix) =>
  inScratch(async (folder) => {
    for (const path of paths) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), 'module example.com/m\n')
    }
    const directory = join(folder, at)
    const what = `cannot read ${join(directory, 'go.mod')}: there is no such file`
    await expect(readFacts(directory)).rejects.toMatchObject({
      problems: [{ what, fix: fix(folder) }],
    })
  }),
)
