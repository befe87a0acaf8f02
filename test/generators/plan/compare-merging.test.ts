import { describe, expect, test } from 'vitest'
import { asBlock, markersOf } from '../../../generators/plan/block.ts'
import type { Change, Decision, Existing } from '../../../generators/plan/change.ts'
import { textIn } from '../../../generators/plan/tree.ts'
import { type Cell, changeOf, entry, layer, settled, there, waysOf, whyOf } from './cell.ts'

describe('a file with a block of ours', () => {
  const path = '.gitignore'
  const markers = markersOf(path, layer)
  const blockOf = (line: string) => asBlock(`${line}\n`, markers)
  const B = blockOf('/b')
  const T = blockOf('/t')
  const O = blockOf('/o')
  const lock = entry(path, B, B, { block: true })
  const mixed = `theirs\n\n${B}after\n`
  const edited = `has changed lines between the markers of ${layer}`

  test.each<[string, Cell, Change['status'], string | undefined]>([
    [
      "is merged with the user's file",
      { path, ours: B, stands: there('theirs\n') },
      'merge',
      `theirs\n\n${B}`,
    ],
    ['is merged with an empty one', { path, ours: B, stands: there('') }, 'merge', B],
    [
      "is identical if the user's file has the block",
      { path, ours: B, stands: there(mixed) },
      'identical',
      undefined,
    ],
    [
      'is identical with CRLF',
      { path, ours: B, stands: there(mixed.replaceAll('\n', '\r\n')), lock },
      'identical',
      undefined,
    ],
    [
      'is merged again if only the template changed',
      { path, ours: T, stands: there(mixed), lock },
      'merge',
      `theirs\n\n${T}after\n`,
    ],
    [
      'is kept when the user edited the block',
      { path, ours: B, stands: there(O), lock },
      'keep',
      undefined,
    ],
    [
      'is kept when the user removed the block',
      { path, ours: B, stands: there('theirs\n'), lock },
      'keep',
      undefined,
    ],
    [
      'is kept again if it is not text',
      {
        path,
        ours: B,
        stands: there(Buffer.from([0xff])),
        lock: entry(path, B, '', { kept: true }),
      },
      'keep',
      undefined,
    ],
    ['stays when the template lost it', { path, stands: there(mixed), lock }, 'keep', undefined],
  ])('%s', (_, cell, status, text) => {
    const change = changeOf(cell)
    expect(change.status).toBe(status)
    expect(change.status === 'merge' ? textIn(change.merged) : undefined).toBe(text)
  })

  test.each<[string, Cell, string, string]>([
    [
      'the block was edited and the template moved',
      { path, ours: T, stands: there(`x\n${O}`), lock },
      edited,
      `x\n${T}`,
    ],
    [
      'another block exists without a record',
      { path, ours: T, stands: there(`x\n${O}`) },
      edited,
      `x\n${T}`,
    ],
    [
      'the block was removed and the template moved',
      { path, ours: T, stands: there('x\n'), lock },
      `no longer has the lines of ${layer}`,
      `x\n\n${T}`,
    ],
  ])("is in conflict if %s, and overwrite keeps the user's lines", (_, cell, why, text) => {
    expect(whyOf(changeOf(cell))).toBe(why)
    const change = settled(cell, 'overwrite')
    expect(change.status === 'merge' ? textIn(change.merged) : change.status).toBe(text)
    expect(settled(cell, 'keep').status).toBe('keep')
  })

  test.each<[string, Existing, string]>([
    [
      'broken markers',
      there(`x\n${markers.begin}\n`),
      `has BEGIN and END markers of ${layer} that don't match`,
    ],
    ['two blocks', there(B + B), `has BEGIN and END markers of ${layer} that don't match`],
    ['bytes that are not text', there(Buffer.from([0xff, 0x0a])), 'is not UTF-8 text'],
  ])('is in conflict with %s, and overwrite replaces the whole file', (_, stands, why) => {
    const cell = { path, ours: T, stands }
    expect(whyOf(changeOf(cell))).toBe(why)
    const change = settled(cell, 'overwrite')
    expect(change.status === 'update' ? textIn(change.file) : change.status).toBe(T)
  })

  test("keeps the mode of the user's file", () => {
    const change = changeOf({ path, ours: B, stands: there('theirs\n', '100755') })
    expect(change.status === 'merge' && change.merged.mode).toBe('100755')
  })
})

describe("the user's .dockerignore", () => {
  const path = '.dockerignore'
  const ours = asBlock('**/.*\n**/*_test.go\n', markersOf(path, layer))
  const others = {
    'cmd/api/main.go': '',
    'cmd/api/main_test.go': '',
    'go.mod': '',
    '.golangci.yml': '',
  }
  const hides = (what: string) => `hides ${what} from docker build`
  test.each<[string, string, string | undefined]>([
    ['that hides more than sources is merged', 'docs\n*.md\n', undefined],
    ['that hides the same as ours is merged', '**/*_test.go\n.golangci.yml\n', undefined],
    ['with an allow-list that shows our sources is merged', '*\n!cmd\n!go.mod\n', undefined],
    [
      'with an allow-list that hides them is a conflict',
      '*\n!src\n',
      hides('cmd/api/main.go and go.mod'),
    ],
    ['that hides one of them is a conflict', 'go.mod\n', hides('go.mod')],
    ['that Docker refuses is a conflict', '[a\n', hides('cmd/api/main.go and go.mod')],
  ])('%s', (_, text, why) => {
    const change = changeOf({ path, ours, stands: there(text), others })
    expect(change.status).toBe(why === undefined ? 'merge' : 'conflict')
    expect(whyOf(change)).toBe(why)
  })

  test('that hides our sources is replaced by overwrite, because adding our lines after it would not help', () => {
    const change = settled({ path, ours, stands: there('*\n'), others }, 'overwrite')
    expect(change.status === 'update' && textIn(change.file)).toBe(ours)
  })
})

describe('a README.md', () => {
  const path = 'README.md'
  const cell = { path, ours: '# Ours\n', stands: there('# Theirs\n') }
  const appended = `# Theirs\n\n<!-- BEGIN ${layer} -->\n# Ours\n<!-- END ${layer} -->\n`
  const lock = entry(path, '# Ours\n', 'the block', { block: true })

  test('of the user can be kept, overwritten or appended to', () => {
    expect(waysOf(changeOf(cell))).toEqual(['keep', 'overwrite', 'append'])
    const change = settled(cell, 'append')
    expect(change.status === 'merge' && textIn(change.merged)).toBe(appended)
    const over = settled(cell, 'overwrite')
    expect(over.status === 'update' && textIn(over.file)).toBe('# Ours\n')
  })

  test.each<[string, Cell, Change['status']]>([
    ['with ours below is identical', { ...cell, stands: there(appended) }, 'identical'],
    [
      'with ours below is identical on the next run',
      { ...cell, stands: there(appended), lock },
      'identical',
    ],
    [
      'with ours below stays when the template moved',
      { ...cell, ours: '# New\n', stands: there(appended), lock },
      'keep',
    ],
    ['that was written and edited stays', { ...cell, lock: entry(path, '# Ours\n') }, 'keep'],
    [
      'that was kept stays',
      { ...cell, lock: entry(path, '# Ours\n', '# Theirs\n', { kept: true }) },
      'keep',
    ],
  ])('%s', (_, cell, status) => {
    expect(changeOf(cell).status).toBe(status)
  })

  test.each<[string, Existing]>([
    ['that is empty', there('')],
    ['that is not text', there(Buffer.from([0xff]))],
    ['with another block', there(appended.replace('# Ours', '# Edited'))],
    ['with one marker', there(`<!-- BEGIN ${layer} -->\n`)],
  ])('%s is not appended to: append keeps it', (_, stands) => {
    expect(waysOf(changeOf({ ...cell, stands }))).toEqual(['keep', 'overwrite'])
    expect(settled({ ...cell, stands }, 'append').status).toBe('keep')
  })
})

describe("the user's go.mod", () => {
  const path = 'go.mod'
  const ours = 'module a.b/c\n\ngo 1.26.0\n\nrequire a.b/x v1.2.0\n'
  test.each<[string, string, Change['status'], readonly Decision[] | undefined]>([
    ['that go mod init left is updated', 'module a.b/c\n\ngo 1.26\n', 'update', undefined],
    ['of an older Go is updated', 'module a.b/c\n\ngo 1.9\n', 'update', undefined],
    ['without a go line is updated', 'module a.b/c\n', 'update', undefined],
    ['of a newer Go is merged', 'module a.b/c\n\ngo 1.27.1\n', 'merge', undefined],
    [
      'that has enough can be kept',
      `${ours}require a.b/z v1.0.0\n`,
      'conflict',
      ['keep', 'overwrite'],
    ],
    [
      'that lacks a requirement can only be overwritten',
      'module a.b/c\ngo 1.26.0\nrequire a.b/z v1.0.0\n',
      'conflict',
      ['overwrite'],
    ],
    [
      'of another module can only be overwritten',
      'module a.b/d\n\ngo 1.26\n',
      'conflict',
      ['overwrite'],
    ],
    ['that is empty can only be overwritten', '', 'conflict', ['overwrite']],
  ])('%s', (_, text, status, ways) => {
    const change = changeOf({ path, ours, stands: there(text) })
    expect(change.status).toBe(status)
    expect(waysOf(change)).toEqual(ways)
  })

  test.each([
    ['1.26.1', 'module a.b/c\n\ngo 1.26.1\n'],
    ['1.100', 'module a.b/c\r\ngo 1.100\r\n'],
    ['1.27rc1', 'module a.b/c\ngo 1.27rc1'],
  ])('keeps its go line if that is newer: %s', (go, text) => {
    const change = changeOf({ path, ours, stands: there(text, '100755') })
    if (change.status !== 'merge') throw new Error(`it is ${change.status}`)
    expect(textIn(change.merged)).toBe(ours.replace('1.26.0', go))
    expect(change.merged.mode).toBe('100755')
  })

  test.each<Decision>(['keep', 'append'])(
    "that can't be kept is still a conflict after %s",
    (decision) => {
      const cell = { path, ours, stands: there('module a.b/d\n') }
      expect(settled(cell, decision).status).toBe('conflict')
    },
  )

  test("that was written once is the user's", () => {
    const cell = {
      path,
      ours: `${ours}// new\n`,
      stands: there('module a.b/d\n'),
      lock: entry(path, ours),
    }
    expect(changeOf(cell).status).toBe('keep')
  })
})

describe.each(['go.mod', 'go.sum'])('%s, which the code needs to compile,', (path) => {
  test.each<Existing>([{ kind: 'symlink' }, { kind: 'directory' }, { kind: 'other' }])(
    "can't be kept if it is not a file: $kind",
    (stands) => {
      const cell = { path, ours: 'module a.b/c\n', stands }
      expect(waysOf(changeOf(cell))).toEqual([])
      expect(whyOf(changeOf(cell))).toBe('must be a regular file')
      for (const decision of ['keep', 'overwrite', 'append'] as const) {
        expect(settled(cell, decision).status).toBe('conflict')
      }
    },
  )
})

describe("the user's go.sum", () => {
  const path = 'go.sum'
  const ours = 'a.b/x v1.2.0 h1:AAAA=\n'
  test.each<[string, string, Change['status'], string | undefined]>([
    ['is merged with ours', 'a.b/z v1.0.0 h1:ZZZZ=\n', 'merge', `${ours}a.b/z v1.0.0 h1:ZZZZ=\n`],
    ['is merged when it is empty', '', 'merge', ours],
    ['that has all our lines is kept', `a.b/z v1.0.0 h1:ZZZZ=\n${ours}`, 'keep', undefined],
    ['that contradicts ours is a conflict', 'a.b/x v1.2.0 h1:BBBB=\n', 'conflict', undefined],
  ])('%s', (_, text, status, merged) => {
    const change = changeOf({ path, ours, stands: there(text) })
    expect(change.status).toBe(status)
    expect(change.status === 'merge' ? textIn(change.merged) : undefined).toBe(merged)
  })
})
