import { describe, expect, test } from 'vitest'
import { collisions, parents, pathProblems, unsafePath } from '../../generators/paths.ts'

describe('unsafePath', () => {
  test.each([
    'go.mod',
    '.gitignore',
    '.github/workflows/ci.yml',
    'cmd/api/main.go',
    'internal/größe.go',
    'console.go',
    'com10.txt',
    'nul-test/x',
    'a..b/c...d',
    'x'.repeat(255),
    'é'.repeat(127),
  ])('%s is safe', (path) => expect(unsafePath(path)).toBeUndefined())

  test.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['..', '.. segment'],
    ['../x', '.. segment'],
    ['a/../../x', '.. segment'],
    ['.', '. segment'],
    ['a/./b', '. segment'],
    ['a//b', 'empty segment'],
    ['a/', 'empty segment'],
    ['a\\b', 'backslash'],
    ['..\\x', 'backslash'],
    ['\\\\server\\share\\x', 'backslash'],
    ['//server/share/x', 'absolute'],
    ['C:/x', 'drive'],
    ['c:x', 'drive'],
    ['a\0b', 'control'],
    ['a\nb', 'control'],
    ['a\u007fb', 'control'],
    ['a\u0085b', 'control'],
    ['a\u202eb', 'invisible'],
    ['.g\u200cit/config', 'invisible'],
    ['a\ud800b', 'invalid'],
    ['con', 'device'],
    ['CON', 'device'],
    ['a/Prn.txt', 'device'],
    ['aux.tar.gz', 'device'],
    ['nul', 'device'],
    ['nul .txt', 'device'],
    ['com1', 'device'],
    ['com0', 'device'],
    ['COM¹.log', 'device'],
    ['lpt9/x', 'device'],
    ['lpt³', 'device'],
    ['CONIN$', 'device'],
    ['conout$.txt', 'device'],
    ['a.', 'dot or a space'],
    ['a ', 'dot or a space'],
    ['a /b', 'dot or a space'],
    ['...', 'dot or a space'],
    ['ab:c', 'Windows forbids'],
    ['.git::$INDEX_ALLOCATION/config', 'Windows forbids'],
    ['what?', 'Windows forbids'],
    ['.git', 'git'],
    ['.git/hooks/pre-commit', 'git'],
    ['sub/.GIT/config', 'git'],
    ['git~1/config', 'git'],
    ['GIT~12', 'git'],
    ['x'.repeat(256), '255 bytes'],
    ['é'.repeat(128), '255 bytes'],
    ['.create-go-docker/run.json', 'reserved'],
    ['.Create-Go-Docker-1-a/x', 'reserved'],
  ])('%j is rejected: %s', (path, why) => expect(unsafePath(path)).toContain(why))
})

describe('collisions', () => {
  test.each([
    [['README.md', 'readme.md'], 'the same name'],
    [['Docs/a', 'docs/b'], 'the same name'],
    [['caf\u00e9', 'cafe\u0301'], 'the same name'],
    [['straße', 'STRASSE'], 'the same name'],
    [['ﬁle', 'FILE'], 'the same name'],
    [['a', 'a/b'], 'a file and a directory'],
    [['a/b', 'a'], 'a file and a directory'],
    [['A', 'a/b'], 'a file and a directory'],
    [['a/B/c', 'a/b'], 'a file and a directory'],
    [['a', 'a'], 'twice'],
  ])('%j collide: %s', (paths, why) => {
    expect(collisions(paths)).toEqual([
      { path: paths[1], other: paths[0], why: expect.stringContaining(why) },
    ])
  })

  test('paths that only share directories or prefixes do not collide', () => {
    expect(collisions(['a/b', 'a/c', 'a-b', 'ab', 'a.b/c', 'b/a'])).toEqual([])
  })
})

test('pathProblems names every unsafe path and every collision at once', () => {
  const problems = pathProblems(['../x', 'a', 'A', 'ok', 'nul'])
  expect(problems.map(({ what }) => what)).toEqual([
    'cannot write "../x": it contains a .. segment',
    'cannot write "nul": nul is a reserved device name on Windows',
    'cannot write "A" beside "a": a and A are the same name on some file systems',
  ])
})

test('parents are the directories above, outermost first', () => {
  expect(parents('a/b/c')).toEqual(['a', 'a/b'])
  expect(parents('a')).toEqual([])
})
