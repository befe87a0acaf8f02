import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellOf, cells, goCells, goPairs } from '../../support/matrix.ts'
import { inScope } from '../../support/scope.ts'
import { textOf } from '../../support/text.ts'
import { told } from '../support/command.ts'
import { buildOf, patience } from '../support/docker.ts'
import { added } from '../support/edits.ts'
import { missing } from '../support/tools.ts'
import { newFolder, written } from '../support/workspace.ts'

const noDocker = await missing('docker', 'info')

/** Builds testing.dockerfile in a folder; the build may fail. */
const testing = (folder: string, ...args: readonly string[]) =>
  buildOf(folder, '-f', 'testing.dockerfile', ...args)

test('testing.dockerfile does not depend on the base image', () => {
  for (const { tree, framework, database } of cells) {
    const other = cellOf(`${framework.replace('/', '-')}-${database}-distroless`)
    expect(textOf(tree, 'testing.dockerfile')).toBe(textOf(other.tree, 'testing.dockerfile'))
  }
})

// The first build compiles the standard library for the race detector.
describe.skipIf(noDocker)('testing.dockerfile', { timeout: patience }, () => {
  test.each(inScope(goCells, goPairs))('passes for $title, newly generated', async ({ tree }) => {
    const outcome = await testing(written(tree))
    expect(outcome.code, told(outcome)).toBe(0)
  })

  const folder = written(cellOf('net-http-redis-distroless').tree)

  test.each(['lint', 'vet', 'test'])('has %s as a target', async (target) => {
    const outcome = await testing(folder, '--target', target)
    expect(outcome.code, told(outcome)).toBe(0)
  })

  test('exports the coverage', async () => {
    const out = newFolder()
    const outcome = await testing(folder, '--target', 'report', '-o', out)
    expect(outcome.code, told(outcome)).toBe(0)
    expect(readFileSync(join(out, 'coverage.out'), 'utf8')).toMatch(
      /^mode: atomic\n.*greeter\/internal\//,
    )
    expect(existsSync(join(out, 'linted'))).toBe(false)
  })

  const bugs = [
    {
      bug: 'a lint finding',
      path: 'internal/planted/planted.go',
      text: '// Package planted has a bug.\npackage planted\n\nimport "os"\n\n// Forget drops an error.\nfunc Forget() {\n\tos.Remove("x")\n}\n',
      says: /internal\/planted\/planted\.go:8:2: .*\(gosec\)/,
      others: ['vet', 'test'],
    },
    {
      bug: 'a vet finding',
      path: 'internal/planted/planted.go',
      text: '// Package planted has a bug.\npackage planted\n\nimport "fmt"\n\n// Say prints nonsense.\nfunc Say() string {\n\treturn fmt.Sprintf("%d", "x")\n}\n',
      says: /Sprintf format %d has arg "x" of wrong type string/,
      others: [],
    },
    {
      bug: 'a failing test',
      path: 'internal/planted/planted_test.go',
      text: 'package planted_test\n\nimport "testing"\n\nfunc TestPlanted(t *testing.T) {\n\tt.Error("planted")\n}\n',
      says: /--- FAIL: TestPlanted/,
      others: ['lint', 'vet'],
    },
    {
      bug: 'a data race',
      path: 'internal/planted/planted_test.go',
      text: 'package planted_test\n\nimport "testing"\n\nfunc TestPlanted(_ *testing.T) {\n\tn := 0\n\tdone := make(chan struct{})\n\tgo func() {\n\t\tn++\n\t\tclose(done)\n\t}()\n\tn++\n\t<-done\n}\n',
      says: /WARNING: DATA RACE/,
      others: ['vet'],
    },
  ]

  test.each(bugs)('fails on $bug', async ({ path, text, says, others }) => {
    added(folder, path, text)
    const outcome = await testing(folder)
    expect(outcome.code).not.toBe(0)
    expect(outcome.output).toMatch(says)
    // Only the bug is the cause: targets that don't look for it succeed.
    for (const target of others) {
      const other = await testing(folder, '--target', target)
      expect(other.code, `${target}: ${told(other)}`).toBe(0)
    }
  })
})
