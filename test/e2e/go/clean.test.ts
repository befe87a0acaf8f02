import { beforeAll, describe, expect, test } from 'vitest'
import { versions } from '../../../generators/layers/versions.ts'
import { goCells } from '../../support/matrix.ts'
import { sampleGoCells } from '../../support/sample-layers.ts'
import { attempt, run, told } from '../support/command.ts'
import { golangciLint, missing } from '../support/tools.ts'
import { written } from '../support/workspace.ts'

const withoutGo = await missing('go', 'version')
const generated = describe.skipIf(withoutGo).each([...goCells, ...sampleGoCells])
generated('$title, newly generated', (cell) => {
  const folder = written(cell.tree)
  let linter = ''
  beforeAll(async () => {
    linter = await golangciLint(versions.golangciLintVersion)
  })

  const silent: readonly (readonly [claim: string, command: string, ...args: string[]])[] = [
    ['is formatted', 'gofmt', '-l', '.'],
    ['has a tidy go.mod and go.sum', 'go', 'mod', 'tidy', '-diff'],
    ['builds', 'go', 'build', './...'],
    ['has nothing that vet flags', 'go', 'vet', './...'],
  ]
  test.each(silent)('%s: %s %s', async (_, command, ...args) => {
    const outcome = await attempt(command, args, { cwd: folder })
    expect(outcome.code, told(outcome)).toBe(0)
    // The go command says on stderr which modules it downloads.
    expect(outcome.output.replace(/^go: downloading .*$/gm, '').trim()).toBe('')
  })

  test('has only modules that match go.sum', async () => {
    expect(await run('go', ['mod', 'verify'], { cwd: folder })).toContain('all modules verified')
  })

  test('has no golangci-lint findings', async () => {
    const outcome = await attempt(linter, ['run', './...'], { cwd: folder })
    expect(outcome.code, told(outcome)).toBe(0)
    expect(outcome.stdout).toContain('0 issues.')
  })

  test('passes its tests with the race detector, and they cover 80% of internal/ without a database', async () => {
    const outcome = await attempt(
      'go',
      ['test', '-race', '-shuffle=on', '-coverpkg=./internal/...', '-coverprofile=c.out', './...'],
      { cwd: folder, env: { CGO_ENABLED: '1' } },
    )
    expect(outcome.code, told(outcome)).toBe(0)
    const total = await run('go', ['tool', 'cover', '-func=c.out'], { cwd: folder })
    const percent = Number(/^total:.*?([\d.]+)%$/m.exec(total)?.[1])
    console.log(`coverage of internal/: ${percent} %`)
    expect(percent, total).toBeGreaterThanOrEqual(80)
  })
})
