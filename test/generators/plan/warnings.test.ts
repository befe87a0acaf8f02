import { describe, expect, test } from 'vitest'
import type { Change, Existing } from '../../../generators/plan/change.ts'
import type { Destination } from '../../../generators/plan/destination.ts'
import { composeIsOutranked, rivals } from '../../../generators/plan/rivals.ts'
import { warningsOf } from '../../../generators/plan/warnings.ts'
import { treeFile } from '../../tree-file.ts'

const nothing: Destination = { recorded: {}, problems: [], names: new Set() }

function created(...paths: readonly string[]): readonly Change[] {
  return paths.map((path) => ({ status: 'create', path, file: treeFile(path) }))
}

function there(content: string): Extract<Existing, { kind: 'file' }> {
  return { kind: 'file', file: { content: Buffer.from(content), mode: '100644' } }
}

function found(destination: Partial<Destination>, changes: readonly Change[]) {
  return warningsOf({ ...nothing, ...destination }, { directory: '/w', exists: true, changes }).map(
    ({ rule, file, line }) => [rule, file, line].filter((part) => part !== null).join(' '),
  )
}

const ours = created(
  'docker-compose.yml',
  'Makefile',
  '.golangci.yml',
  'renovate.json',
  '.dockerignore',
  'go.mod',
  '.github/workflows/ci.yml',
)

test('an empty directory has no warnings', () => {
  expect(found({}, ours)).toEqual([])
})

describe('a name that takes precedence over ours', () => {
  const names = rivals.flatMap(({ theirs }) => theirs)

  test.each(names)('%s is named, as a warning with a remedy', (name) => {
    const [finding, ...more] = warningsOf(
      { ...nothing, names: new Set([name, 'Makefile']) },
      { directory: '/w', exists: true, changes: ours },
    )
    expect(more).toEqual([])
    expect(finding).toMatchObject({
      rule: 'destination/outranked',
      severity: 'warning',
      file: name,
      fixable: false,
    })
    expect(finding?.message).toContain(name)
    expect(finding?.remedy).not.toBe('')
  })

  test.each([
    'compose.yaml',
    'compose.yml',
    'docker-compose.yaml',
    'GNUmakefile',
    'makefile',
    '.golangci.yaml',
    '.golangci.toml',
    '.golangci.json',
    'renovate.json5',
    '.github/renovate.json',
  ])('%s is in the table', (name) => {
    expect(names).toContain(name)
  })

  test.each(names)('%s has no warning if we write no such file', (name) => {
    expect(found({ names: new Set([name]) }, created('go.mod'))).toEqual([])
  })

  test('makefile is our own Makefile on a case-insensitive file system', () => {
    const changes: readonly Change[] = [
      { status: 'update', path: 'Makefile', file: treeFile('a'), existing: there('b') },
    ]
    expect(found({ names: new Set(['makefile']) }, changes)).toEqual([])
    expect(found({ names: new Set(['makefile', 'Makefile']) }, changes)).toEqual([
      'destination/outranked makefile',
    ])
    expect(found({ names: new Set(['makefile']) }, created('Makefile'))).toEqual([
      'destination/outranked makefile',
    ])
  })

  test('only for a Compose file makes docker compose start another stack', () => {
    expect(names.filter((name) => composeIsOutranked({ names: new Set([name]) }))).toEqual([
      'compose.yaml',
      'compose.yml',
      'docker-compose.yaml',
    ])
  })
})

describe('a name that differs from ours only in case', () => {
  const changes = created('README.md', 'cmd/api/main.go')
  test.each<[string, readonly string[], readonly string[]]>([
    ['is named', ['readme.md'], ['destination/case readme.md']],
    ['is named for a folder', ['Cmd'], ['destination/case Cmd']],
    ['has no warning if ours exists too', ['cmd', 'Cmd'], []],
    ['is not another name', ['readme', 'cmds'], []],
  ])('%s', (_, names, expected) => {
    expect(found({ names: new Set(names) }, changes)).toEqual(expected)
  })
})

describe('an override of Compose', () => {
  test.each([
    'compose.override.yml',
    'compose.override.yaml',
    'docker-compose.override.yml',
    'docker-compose.override.yaml',
  ])('%s is named only when our file is new', (name) => {
    const names = new Set([name])
    expect(found({ names }, ours)).toEqual([`destination/overridden ${name}`])
    const again: Change = {
      status: 'identical',
      path: 'docker-compose.yml',
      file: treeFile('a'),
      existing: there('a'),
    }
    expect(found({ names }, [again])).toEqual([])
  })
})

describe('below the root of a repository', () => {
  test('excluded files are reported', () => {
    expect(found({ repositoryRoot: '/w' }, created('go.mod'))).toEqual(['destination/below-root'])
  })

  test('files without an effect are reported', () => {
    const [{ message } = { message: '' }, ...more] = warningsOf(
      { ...nothing, repositoryRoot: '/w' },
      { directory: '/w/svc', exists: true, changes: ours },
    )
    expect(more).toEqual([])
    expect(message).toMatch(/^\.github\/workflows\/ci\.yml and renovate\.json have no effect: /)
  })
})

describe('a kept .dockerignore', () => {
  const file = treeFile('**/.*\n')
  const stays = (status: 'keep' | 'identical', text: string): readonly Change[] => [
    ...created('cmd/api/main.go', '.env.example'),
    { status, path: '.dockerignore', file, existing: there(text) },
  ]
  const hidden = ['destination/hidden .dockerignore']
  test.each<[string, readonly Change[], readonly string[]]>([
    ['by decision and hides our sources is named', stays('keep', '*\n!src\n'), hidden],
    [
      'with lines around our block that hide them is named',
      stays('identical', '**/.*\ncmd\n'),
      hidden,
    ],
    ['and shows them is not', stays('keep', 'docs\n'), []],
    ['as it was written is not', stays('identical', '**/.*\n'), []],
  ])('%s', (_, changes, expected) => {
    expect(found({}, changes)).toEqual(expected)
  })
})

describe('a vendor folder', () => {
  const names = new Set(['vendor', 'vendor/modules.txt'])
  const existing = there('a')
  test.each<[string, Change, readonly string[]]>([
    [
      'is named beside a new go.mod',
      { status: 'create', path: 'go.mod', file: treeFile('a') },
      ['destination/vendor vendor/modules.txt'],
    ],
    [
      'is named beside an updated one',
      { status: 'update', path: 'go.mod', file: treeFile('a'), existing },
      ['destination/vendor vendor/modules.txt'],
    ],
    [
      'is named beside a merged one',
      { status: 'merge', path: 'go.mod', file: treeFile('a'), existing, merged: treeFile('a') },
      ['destination/vendor vendor/modules.txt'],
    ],
    [
      'is not beside the same go.mod',
      { status: 'identical', path: 'go.mod', file: treeFile('a'), existing },
      [],
    ],
    [
      'is not beside one that is kept',
      { status: 'keep', path: 'go.mod', file: treeFile('a'), existing },
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(found({ names }, [change])).toEqual(expected)
  })
})

describe('the go line of a go.mod', () => {
  const mod = (go: string) => `module a.b/c\n${go}`
  const path = 'go.mod'
  const update = (before: string, after: string): Change => {
    return { status: 'update', path, file: treeFile(mod(after)), existing: there(mod(before)) }
  }
  const merge = (go: string): Change => {
    const merged = treeFile(mod(go))
    return { status: 'merge', path, file: treeFile(''), existing: there(mod(go)), merged }
  }
  const keep = (go: string, decision?: 'keep'): Change => {
    return { status: 'keep', path, existing: there(mod(go)), ...(decision && { decision }) }
  }
  const named = ['destination/go-version go.mod']
  test.each<[string, Change, readonly string[]]>([
    ['that rises from below 1.22 is named', update('go 1.21', 'go 1.26.0'), named],
    ['that was missing is named', update('', 'go 1.26.0'), named],
    ['that rises from a patch is named', update('go 1.21.13', 'go 1.26.0'), named],
    ['that rises from 1.22 is not', update('go 1.22', 'go 1.26.0'), []],
    ['that rises below 1.22 is not', update('go 1.20', 'go 1.21'), []],
    ['that stays below 1.22 is not', keep('go 1.21'), []],
    ['that is newer than the image of Go is named', merge('go 1.1000'), named],
    ['that is newer than it and kept is named', keep('go 1.1000.1', 'keep'), named],
    ['that was kept on an earlier run is not', keep('go 1.1000'), []],
    ['of a patch of the image is not', merge('go 1.27.99'), []],
  ])('%s', (_, change, expected) => {
    expect(found({}, [change])).toEqual(expected)
  })

  test('is named with its old and new value', () => {
    const messages = [update('go 1.21', 'go 1.26.0'), update('', 'go 1.26.0')].flatMap((change) =>
      warningsOf(nothing, { directory: '/w', exists: true, changes: [change] }).map(
        ({ message }) => message.split(':')[0],
      ),
    )
    expect(messages).toEqual([
      'go.mod says go 1.26.0 instead of go 1.21',
      'go.mod says go 1.26.0 instead of nothing',
    ])
  })
})

test("a go.work in the directory that uses folders outside is named: docker build doesn't get those", () => {
  expect(found({ usedOutside: ['../x'] }, ours)).toEqual(['destination/go-work go.work'])
})
