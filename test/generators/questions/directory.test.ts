import { describe, expect, test } from 'vitest'
import {
  directoryName,
  directoryProblem,
  placeProblem,
  resolveDirectory,
} from '../../../generators/questions/directory.ts'

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
  ])('can be %s', (directory) => {
    expect(directoryProblem(directory, 'linux')).toBeUndefined()
  })

  test.each([
    ['', 'it is empty'],
    ['-', 'its leading dash makes it look like a flag'],
    ['-svc', 'its leading dash makes it look like a flag'],
    ['a/-svc', 'its leading dash makes it look like a flag'],
    ['con', 'con is a reserved device name on Windows'],
    ['NUL.txt', 'NUL.txt is a reserved device name on Windows'],
    ['a/Com1/b', 'Com1 is a reserved device name on Windows'],
    ['svc.', 'a segment ends with a dot or a space'],
    ['svc ', 'a segment ends with a dot or a space'],
    ['svc /b', 'a segment ends with a dot or a space'],
    ['...', 'a segment ends with a dot or a space'],
    ['a\tb', 'it contains a control character'],
    ['a\nb', 'it contains a control character'],
    ['a\0b', 'it contains a control character'],
    ['a\u001b[2Jb', 'it contains a control character'],
    ['a\u009bb', 'it contains a control character'],
    ['a\u202eb', 'it contains an invisible or invalid character'],
    ['a\ud800b', 'it contains an invisible or invalid character'],
    ['a<b', 'it contains a character that Windows forbids'],
    ['a"b', 'it contains a character that Windows forbids'],
    ['a*b', 'it contains a character that Windows forbids'],
    ['ab:c', 'it contains a character that Windows forbids'],
    ['.git', '.git belongs to git'],
    ['svc/.GIT/x', '.GIT belongs to git'],
    ['50%', "Docker and Compose can't use a path with $, % or a comma"],
    [`a\${b}`, "Docker and Compose can't use a path with $, % or a comma"],
    ['a,b', "Docker and Compose can't use a path with $, % or a comma"],
    ['~', 'only a shell understands ~'],
    ['~/svc', 'only a shell understands ~'],
    ['~me/svc', 'only a shell understands ~'],
    ['a'.repeat(256), 'a segment is longer than 255 bytes'],
    ['.create-go-docker-stage', '.create-go-docker* is reserved for files of create-go-docker'],
  ])("can't be %j: %s", (directory, problem) => {
    expect(directoryProblem(directory, 'linux')).toBe(problem)
  })

  test.each([
    ['Windows path separators', 'work\\svc', undefined],
    ['a drive', 'D:\\work\\svc', undefined],
    ['a drive with slashes', 'd:/src/svc', undefined],
    ['a share', '\\\\server\\share\\svc', undefined],
    ['here', '.\\check', undefined],
    ['a device below a folder', 'work\\con', 'con is a reserved device name on Windows'],
    ['a path that is relative to a drive', 'C:svc', 'it starts with a drive letter'],
    ['a stream', 'svc:x', 'it contains a character that Windows forbids'],
  ])('on Windows is read with its own separators and drives: %s', (_, directory, problem) => {
    expect(directoryProblem(directory, 'win32')).toBe(problem)
  })

  test.each([
    ['work\\svc', 'it contains a backslash'],
    ['C:\\svc', 'it starts with a drive letter'],
  ])("elsewhere can't be written as on Windows: %s", (directory, problem) => {
    expect(directoryProblem(directory, 'linux')).toBe(problem)
  })
})

describe('a directory as it resolves', () => {
  const below = (cwd: string) => ({ cwd, platform: 'linux' })
  const ascii = (name: string) =>
    `Docker can't use a directory whose name is not ASCII, such as ${name}`
  const compose = (name: string) =>
    `Compose can't use a path with %, \${ or a colon, such as ${name}`

  test.each([
    ['svc', posix],
    ['.', below('/')],
    ['svc', below('/home/dévé')],
    ['dévé/svc', posix],
    ['dévé/..', posix],
    ['svc', below('/home/a$b,c d')],
    ['svc', below('/home/50%41')],
    ['.', windows],
    ['D:\\svc', windows],
  ])('works with Docker: %s from $cwd', (directory, place) => {
    expect(placeProblem(directory, place)).toBeUndefined()
  })

  test.each([
    ['dévé', posix, ascii('dévé')],
    ['svc/日本', posix, ascii('日本')],
    ['svc/日本/.', posix, ascii('日本')],
    ['.', below('/home/dévé'), ascii('dévé')],
    ['svc/..', below('/home/dévé'), ascii('dévé')],
    ['..', below('/dévé/svc'), ascii('dévé')],
    ['.', { cwd: 'C:\\Users\\dévé', platform: 'win32' }, ascii('dévé')],
    ['svc', below('/home/50%'), compose('50%')],
    ['svc', below('/home/a%zz/b'), compose('a%zz')],
    ['svc', below(`/home/\${HOME}`), compose(`\${HOME}`)],
    ['.', below('/home/a:b'), compose('a:b')],
  ])('does not, however it was written: %s from $cwd', (directory, place, problem) => {
    expect(placeProblem(directory, place)).toBe(problem)
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
])('the directory %s is relative to the current directory', (directory, place, path, name) => {
  expect(resolveDirectory(directory, place)).toBe(path)
  expect(directoryName(directory, place)).toBe(name)
})
