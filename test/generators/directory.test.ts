import { describe, expect, test } from 'vitest'
import { directoryName, directoryProblem, resolveDirectory } from '../../generators/directory.ts'

const posix = { cwd: '/home/me/src', platform: 'linux' }
const windows = { cwd: 'C:\\Users\\me', platform: 'win32' }

describe('a directory', () => {
  test.each([
    '.',
    './',
    '..',
    '../svc',
    './check',
    'svc',
    'a/b/svc',
    '/srv/svc',
    '/',
    'my svc',
    "it's",
    '.svc',
    '_svc',
    'a~b',
    'testdata',
    'vendor',
    'dévé/svc',
    'a#b',
    'a@b',
    'a=b',
    'conx',
  ])('may be %s', (directory) => {
    expect(directoryProblem(directory, 'linux')).toBeUndefined()
  })

  test.each([
    ['', 'it is empty'],
    ['-', 'a leading dash reads as a flag'],
    ['-svc', 'a leading dash reads as a flag'],
    ['a/-svc', 'a leading dash reads as a flag'],
    ['con', 'con is a device on Windows'],
    ['NUL.txt', 'NUL.txt is a device on Windows'],
    ['a/Com1/b', 'Com1 is a device on Windows'],
    ['svc.', 'a segment ends in a dot or a space'],
    ['svc ', 'a segment ends in a dot or a space'],
    ['svc /b', 'a segment ends in a dot or a space'],
    ['...', 'a segment ends in a dot or a space'],
    ['a\tb', 'it holds a control character'],
    ['a\nb', 'it holds a control character'],
    ['a\0b', 'it holds a control character'],
    ['a\u001b[2Jb', 'it holds a control character'],
    ['a\u009bb', 'it holds a control character'],
    ['a\u202eb', 'it holds an invisible or broken character'],
    ['a\ud800b', 'it holds an invisible or broken character'],
    ['a<b', 'it holds a character that Windows forbids'],
    ['a"b', 'it holds a character that Windows forbids'],
    ['a*b', 'it holds a character that Windows forbids'],
    ['ab:c', 'it holds a character that Windows forbids'],
    ['.git', '.git belongs to git'],
    ['svc/.GIT/x', '.GIT belongs to git'],
    ['50%', 'Docker or Compose trips over $, % and commas in a path'],
    [`a\${b}`, 'Docker or Compose trips over $, % and commas in a path'],
    ['a,b', 'Docker or Compose trips over $, % and commas in a path'],
    ['dévé', 'Docker trips over letters beyond ASCII in its own name'],
    ['svc/日本', 'Docker trips over letters beyond ASCII in its own name'],
    ['~', 'only a shell knows whose home ~ is'],
    ['~/svc', 'only a shell knows whose home ~ is'],
    ['~me/svc', 'only a shell knows whose home ~ is'],
    ['a'.repeat(256), 'a segment is longer than 255 bytes'],
    ['.create-go-docker-stage', ".create-go-docker* is kept for a run's own files"],
  ])('may not be %j: %s', (directory, problem) => {
    expect(directoryProblem(directory, 'linux')).toBe(problem)
  })

  test.each([
    ['Windows path separators', 'work\\svc', undefined],
    ['a drive', 'D:\\work\\svc', undefined],
    ['a drive with slashes', 'd:/src/svc', undefined],
    ['a share', '\\\\server\\share\\svc', undefined],
    ['here', '.\\check', undefined],
    ['a device below a folder', 'work\\con', 'con is a device on Windows'],
    ['a path that is relative to a drive', 'C:svc', 'it starts with a drive letter'],
    ['a stream', 'svc:x', 'it holds a character that Windows forbids'],
  ])('on Windows is read with its own separators and drives: %s', (_, directory, problem) => {
    expect(directoryProblem(directory, 'win32')).toBe(problem)
  })

  test.each([
    ['work\\svc', 'it holds a backslash'],
    ['C:\\svc', 'it starts with a drive letter'],
  ])('elsewhere may not be written as on Windows: %s', (directory, problem) => {
    expect(directoryProblem(directory, 'linux')).toBe(problem)
  })
})

test.each([
  ['.', posix, '/home/me/src', 'src'],
  ['..', posix, '/home/me', 'me'],
  ['svc', posix, '/home/me/src/svc', 'svc'],
  ['a/../svc/', posix, '/home/me/src/svc', 'svc'],
  ['/srv/svc', posix, '/srv/svc', 'svc'],
  ['/', posix, '/', ''],
  ['.', windows, 'C:\\Users\\me', 'me'],
  ['work\\svc', windows, 'C:\\Users\\me\\work\\svc', 'svc'],
  ['work/svc', windows, 'C:\\Users\\me\\work\\svc', 'svc'],
  ['D:\\svc', windows, 'D:\\svc', 'svc'],
  ['D:\\', windows, 'D:\\', ''],
])('the directory %s resolves from where the person stands', (directory, place, path, name) => {
  expect(resolveDirectory(directory, place)).toBe(path)
  expect(directoryName(directory, place)).toBe(name)
})
