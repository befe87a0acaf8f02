import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellOf } from '../../support/matrix.ts'
import { attempt, told } from '../support/command.ts'
import { missing } from '../support/tools.ts'
import { newFolder, written } from '../support/workspace.ts'

const noTools = (await missing('go', 'version')) || (await missing('make', '--version'))

describe.skipIf(noTools)('make vuln, with a database of its own', () => {
  const folder = written(cellOf('net-http-postgres-distroless').tree)
  const vuln = (database: string) =>
    attempt('make', ['vuln'], { cwd: folder, env: { GOVULNDB: database } })

  test('passes where nothing is known', async () => {
    const outcome = await vuln(databaseOf([]))
    expect(outcome.code, told(outcome)).toBe(0)
    expect(outcome.output).toContain('No vulnerabilities found')
  })

  test('fails on a function that the service calls, and says where it does', async () => {
    const outcome = await vuln(
      databaseOf([{ module: 'github.com/jackc/pgx/v5', path: 'github.com/jackc/pgx/v5/pgxpool' }]),
    )
    expect(outcome.code).not.toBe(0)
    expect(outcome.output).toContain('GO-2026-9999')
    expect(outcome.output).toMatch(/internal\/store\/store\.go:\d+.*pgxpool\.NewWithConfig/)
  })
})

/** Writes a database with one vulnerability of each package, in NewWithConfig; returns its URL. */
function databaseOf(packages: readonly { module: string; path: string }[]): string {
  const folder = newFolder()
  for (const name of ['index', 'ID']) mkdirSync(join(folder, name))
  const write = (path: string, value: unknown) =>
    writeFileSync(join(folder, path), JSON.stringify(value))
  const id = 'GO-2026-9999'
  const modified = '2026-01-01T00:00:00Z'
  write('index/db.json', { modified })
  write(
    'index/modules.json',
    packages.map(({ module: path }) => ({ path, vulns: [{ id, modified }] })),
  )
  write(
    'index/vulns.json',
    packages.map(() => ({ id, modified })),
  )
  for (const { module, path } of packages) {
    write(`ID/${id}.json`, {
      schema_version: '1.3.1',
      id,
      modified,
      published: modified,
      summary: 'Made up by a test',
      details: 'Made up by a test',
      database_specific: { url: `https://pkg.go.dev/vuln/${id}`, review_status: 'REVIEWED' },
      affected: [
        {
          package: { name: module, ecosystem: 'Go' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
          ecosystem_specific: { imports: [{ path, symbols: ['NewWithConfig'] }] },
        },
      ],
    })
  }
  return `file://${folder}`
}
