import { describe, expect, test } from 'vitest'
import { localWarning, readSpec, type Spec, sameSource } from '../../../generators/house/spec.ts'

function specOf(text: string): Spec {
  const reading = readSpec(text)
  if ('problem' in reading) throw new Error(reading.problem.what)
  return reading.spec
}

test.each<[string, Partial<Record<string, string>>]>([
  ['./house', { kind: 'folder', path: './house' }],
  ['.', { kind: 'folder', path: '.' }],
  ['..', { kind: 'folder', path: '..' }],
  ['../../house layer/', { kind: 'folder', path: '../../house layer/' }],
  ['/srv/house', { kind: 'folder', path: '/srv/house' }],
  ['C:/house', { kind: 'folder', path: 'C:/house' }],
  ['file:./house', { kind: 'folder', path: './house' }],
  ['file:../house', { kind: 'folder', path: '../house' }],
  ['file:/srv/house', { kind: 'folder', path: '/srv/house' }],
  ['file:///srv/house', { kind: 'folder', path: '/srv/house' }],
  ['file:///C:/house', { kind: 'folder', path: 'C:/house' }],
  ['npm:company', { kind: 'npm', name: 'company' }],
  ['npm:company@^1.2', { kind: 'npm', name: 'company', range: '^1.2' }],
  ['npm:company@1.2.3', { kind: 'npm', name: 'company', range: '1.2.3' }],
  ['npm:@acme/go-house', { kind: 'npm', name: '@acme/go-house' }],
  ['npm:@acme/go-house@>=1 <3', { kind: 'npm', name: '@acme/go-house', range: '>=1 <3' }],
  ['npm:@acme/go-house@next', { kind: 'npm', name: '@acme/go-house', range: 'next' }],
  ['git:https://host/a/b.git', { kind: 'git', url: 'https://host/a/b.git' }],
  ['git:https://host:8443/a/b#v3', { kind: 'git', url: 'https://host:8443/a/b', ref: 'v3' }],
  ['git:https://host/My%20Team/b', { kind: 'git', url: 'https://host/My%20Team/b' }],
  ['git:https://[::1]/a', { kind: 'git', url: 'https://[::1]/a' }],
  ['git:ssh://git@host/a#feature/x', { url: 'ssh://git@host/a', ref: 'feature/x' }],
  ['git:ssh://host:22/a', { kind: 'git', url: 'ssh://host:22/a' }],
  ['git:git@host:a/b.git#main', { url: 'git@host:a/b.git', ref: 'main' }],
  ['git:file:///srv/house.git', { kind: 'git', url: 'file:///srv/house.git' }],
])('%s is read, and kept as given', (text, expected) => {
  const spec = specOf(text)
  expect(spec).toMatchObject({ ...expected, text })
  expect('range' in spec).toBe('range' in expected)
  expect('ref' in spec).toBe('ref' in expected)
})

describe('a specification is refused:', () => {
  test.each([
    ['', 'it is empty'],
    [' ./house', 'it begins or ends with a space'],
    ['house', 'it is not clear whether it is a folder or a package'],
    ['@acme/go-house', 'it is not clear'],
    ['~/house', 'it is not clear'],
    ['-c', 'it is not clear'],
    ['--upload-pack=touch x', 'it is not clear'],
    ['.\\house', 'it contains a backslash'],
    ['C:\\house', 'it contains a backslash'],
    ['\\\\server\\share', 'it contains a backslash'],
    ['//server/share', 'it begins with two slashes'],
    ['./a\0b', 'it contains a control or invisible character'],
    ['./a\nb', 'it contains a control or invisible character'],
    ['./a\u202Eb', 'it contains a control or invisible character'],
    [`./${'a'.repeat(2000)}`, 'it is longer than 2000 characters'],
    ['file:', 'it names no folder'],
    ['file:house', 'it names no folder'],
    ['file://server/share', 'it names another computer'],
    ['file:////server/share', 'it begins with two slashes'],
    ['file:./%2e%2e/x', 'a folder after file: cannot contain %, ? or #'],
    ['github:acme/house', 'github: is unknown'],
    ['https://host/a', 'https: is unknown'],
    ['git+https://host/a', 'git+https: is unknown'],
    ['ext::sh -c "touch x"', 'ext: is unknown'],
    ['NPM:company', 'NPM: is unknown'],
    ['npm:', ' is not the name of a package: it is empty'],
    ['npm:Company', 'Company is not the name of a package: use a-z'],
    ['npm:../x', '../x is not the name of a package'],
    ['npm:--registry=x', '--registry=x is not the name of a package'],
    ['npm:@acme', '@acme is not the name of a package'],
    ['npm:@acme/../x', '@acme/../x is not the name of a package'],
    [`npm:${'a'.repeat(215)}`, 'it is longer than 214 characters'],
    ['npm:a@', '"" is not a range of versions'],
    ['npm:a@ ', 'it begins or ends with a space'],
    ['npm:a@file:../x', '"file:../x" is not a range of versions'],
    ['npm:a@git+ssh://git@host/x', 'is not a range of versions'],
    ['npm:a@npm:b@1', '"npm:b@1" is not a range of versions'],
    ['npm:a@https://host/x.tgz', 'is not a range of versions'],
    ['npm:a@1.2.3.4', '"1.2.3.4" is not a range of versions'],
    ['git:', 'it has no URL that git can use here'],
    ['git:house', 'it has no URL'],
    ['git:../house', 'it has no URL'],
    ['git:host:path', 'it has no URL'],
    ['git:ext::sh -c "touch x"', 'it has no URL'],
    ['git:fd::17/x', 'it has no URL'],
    ['git:ext::a@b:c', 'it has no URL'],
    ['git:http://host/a', 'http URLs are not supported'],
    ['git:git://host/a', 'git URLs are not supported'],
    ['git:ftp://host/a', 'ftp URLs are not supported'],
    ['git:ext://host/a', 'ext URLs are not supported'],
    ['git:HTTPS://host/a', 'it has no URL'],
    ['git:-u x', 'the URL begins with a dash'],
    ['git:--upload-pack=x', 'the URL begins with a dash'],
    ['git:-oProxyCommand=x@host:a', 'the URL begins with a dash'],
    ['git:ssh://-oProxyCommand=x/a', 'the host in the URL is invalid'],
    ['git:ssh://git@-oProxyCommand=x/a', 'the host in the URL is invalid'],
    ['git:ssh://-x@host/a', 'the user in the URL is invalid'],
    ['git:git@-oProxyCommand=x:a', 'the host in the URL is invalid'],
    ['git:git@host:-a', 'the path in the URL begins with -'],
    ['git:git@host:~root/a', 'the path in the URL begins with ~'],
    ['git:https:///a', 'the host in the URL is invalid'],
    ['git:file://server/a', 'the host in the URL is invalid'],
    ['git:https://host', 'the URL has no path'],
    ['git:https://host/', 'the URL has no path'],
    ['git:https://host/a?b=c', 'the path in the URL contains a question mark'],
    ['git:https://host/a/../b', 'the path in the URL has the segment ".."'],
    ['git:https://host/a/%2e%2E/b', 'the path in the URL has the segment "%2e%2E"'],
    ['git:https://host/a%2fb', 'the path in the URL has the segment "a%2fb"'],
    ['git:https://host/a%5Cb', 'the path in the URL has the segment "a%5Cb"'],
    ['git:https://host/a\\b', 'the path in the URL has the segment'],
    ['git:https://host/a%00b', 'the path in the URL has the segment "a%00b"'],
    ['git:https://host/a%b', 'the path in the URL has an invalid percent sign'],
    ['git:https://host//a', 'the path in the URL has the segment ""'],
    ['git:https://host/a#', '"" cannot be the name of a branch, tag or commit'],
    ['git:https://host/a#-x', '"-x" cannot be'],
    ['git:https://host/a#--upload-pack=x', '"--upload-pack=x" cannot be'],
    ['git:https://host/a#a..b', '"a..b" cannot be'],
    ['git:https://host/a#a:b', '"a:b" cannot be'],
    ['git:https://host/a#a b', '"a b" cannot be'],
    ['git:https://host/a#HEAD@{1}', '"HEAD@{1}" cannot be'],
    ['git:https://host/a#x.lock', '"x.lock" cannot be'],
    [`git:https://host/a#${'x'.repeat(256)}`, 'cannot be'],
  ])('%j: %s', (text, why) => {
    const reading = readSpec(text)
    expect(reading).toEqual({
      problem: { what: expect.stringContaining(why), fix: expect.stringMatching(/\.$/) },
    })
  })
})

test.each([
  'git:https://ada:hunter2@host/a',
  'git:https://hunter2@host/a',
  'git:https://:hunter2@host/a',
  'git:https://ada:hunter2@evil@host/a',
  'git:https://ada:hun/hunter2@host/a',
  'git:https://host/a?token=hunter2',
  'npm:https://me:hunter2@host/a',
  'git:ssh://git:hunter2@host/a',
  'git:ada:hunter2@host:a',
  'git:file://ada:hunter2@/a',
  'https://ada:hunter2@host/a',
  'git+https://ada:hunter2@host/a',
])('%s is refused without repeating the secret', (text) => {
  const reading = readSpec(text)
  expect(reading).toHaveProperty('problem')
  expect(JSON.stringify(reading)).not.toContain('hunter2')
})

test.each([
  ['git:https://ada@host/a', 'contains credentials'],
  ['git:ssh://git:pw@host/a', 'contains credentials'],
  ['git:file://ada@/a', 'contains credentials'],
])('%s: the URL %s', (text, why) => {
  expect(JSON.stringify(readSpec(text))).toContain(why)
})

test.each([
  ['/srv/house', true],
  ['file:///srv/house', true],
  ['C:/house', true],
  ['git:file:///srv/house.git', true],
  ['./house', false],
  ['file:../house', false],
  ['npm:company', false],
  ['git:https://host/a', false],
])('a warning that %s is only on this computer: %s', (text, expected) => {
  const found = localWarning(specOf(text))
  expect(found !== undefined).toBe(expected)
  if (found !== undefined) expect(found.message).toContain(text)
})

test.each([
  ['./house', './house/', true],
  ['./house', 'file:./house', true],
  ['./house', './a/../house', true],
  ['.', './', true],
  ['/srv/house', 'file:///srv/house', true],
  ['./house', '../house', false],
  ['npm:a', 'npm:a@^2', true],
  ['npm:a@1', 'npm:a@next', true],
  ['npm:a', 'npm:@acme/a', false],
  ['git:https://host/a', 'git:https://host/a.git#v2', true],
  ['git:https://HOST/a/', 'git:https://host/a', true],
  ['git:https://host/a', 'git:git@host:a', true],
  ['git:ssh://git@host/a', 'git:git@host:a.git#main', true],
  ['git:https://host/a', 'git:https://host/A', false],
  ['git:https://host/a', 'git:https://host:8443/a', false],
  ['git:https://host/a', 'git:https://other/a', false],
  ['git:file:///srv/a', '/srv/a', false],
])('%s and %s are the same source: %s', (a, b, expected) => {
  expect(sameSource(specOf(a), specOf(b))).toBe(expected)
  expect(sameSource(specOf(b), specOf(a))).toBe(expected)
})
