import { describe, expect, test } from 'vitest'
import { verdictOn } from '../../../generators/check/verdict.ts'
import type { Existing } from '../../../generators/plan/change.ts'
import { conflictMarker } from '../../../generators/plan/conflict-marker.ts'
import { blobId, sha256 } from '../../../generators/plan/digest.ts'
import type { LockFile } from '../../../generators/plan/lock.ts'
import type { File, Mode } from '../../../generators/plan/tree.ts'

function file(text: string | Uint8Array, mode: Mode = '100644'): File {
  return { content: Buffer.from(text), mode }
}

function entry(text: string, more: Partial<LockFile> = {}): LockFile {
  const content = Buffer.from(text)
  return {
    sha256: sha256(content),
    blob: blobId(content),
    mode: '100644',
    owner: 'managed',
    layer: 'create-go-docker',
    ...more,
  }
}

function there(text: string | Uint8Array, mode?: Mode): Existing {
  return { kind: 'file', file: file(text, mode) }
}

const block = '# BEGIN create-go-docker\n/bin/\n# END create-go-docker\n'
const blocked = entry(block, { block: true })

test.each<[string, LockFile, Existing | undefined, string]>([
  ['the recorded content', entry('a\n'), there('a\n'), 'same'],
  ['the recorded content, with CRLF', entry('a\nb\n'), there('a\r\nb\r\n'), 'same'],
  ['CRLF that was written, with LF', entry('a\r\nb\r\n'), there('a\nb\n'), 'same'],
  ['bytes with a NUL and another CR', entry('a\0\n'), there('a\0\r\n'), 'modified'],
  ['another text', entry('a\n'), there('b\n'), 'modified'],
  ['a lone CR more', entry('a\n'), there('a\r\r\n'), 'modified'],
  ['nothing', entry('a\n'), undefined, 'missing'],
  ['an executable', entry('a\n'), there('a\n', '100755'), 'mode'],
  ['a file that is not executable', entry('a\n', { mode: '100755' }), there('a\n'), 'mode'],
  ['a link', entry('a\n'), { kind: 'symlink' }, 'replaced'],
  ['a directory', entry('a\n'), { kind: 'directory' }, 'replaced'],
  ['a file of gigabytes', entry('a\n'), { kind: 'large' }, 'modified'],
  [
    'content that only matches the sha256',
    entry('a\n', { blob: blobId(Buffer.from('b')) }),
    there('a\n'),
    'forged',
  ],
  ['their own', entry('b\n', { blob: blobId(Buffer.from('a')), kept: true }), there('c\n'), 'kept'],
  ["nothing in place of the user's file", entry('b\n', { kept: true }), undefined, 'missing'],
  [
    "a link in place of the user's file",
    entry('b\n', { sha256: null, kept: true }),
    { kind: 'symlink' },
    'kept',
  ],
  ['our block among their lines', blocked, there(`mine\n${block}more\n`), 'same'],
  ['our block with CRLF', blocked, there(block.replaceAll('\n', '\r\n')), 'same'],
  ['an edited block', blocked, there(block.replace('bin', 'dist')), 'modified'],
  ['no block', blocked, there('mine\n'), 'modified'],
  ['half a block', blocked, there('# BEGIN create-go-docker\n/bin/\n'), 'modified'],
])('the verdict on %s', (_, entry, existing, verdict) => {
  expect(verdictOn('.gitignore', entry, existing)).toBe(verdict)
})

describe('conflict markers', () => {
  const conflict = '<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n'
  test.each<[string, string, number | undefined]>([
    ['none', 'a\n', undefined],
    ['from the first line', conflict, 1],
    ['further down, with CRLF', `a\n\n${conflict}`.replaceAll('\n', '\r\n'), 3],
    ['with a base', conflict.replace('=======', '||||||| base\nc\n======='), 1],
    ['of a conflict within one', conflict.replaceAll(/^[<=>]{7}/gm, '$&$&'), 1],
    ['a heading in a text', 'Title\n=======\n', undefined],
    ['only an opening marker', '<<<<<<< ours\na\n', undefined],
    ['only an opening marker of an update', 'a\n<<<<<<< yours\nb\n', 2],
    ['only an opening marker of an update, for a moved file', '<<<<<<< yours:a/b c\nb\n', 1],
    ['only a closing marker of an update', 'a\r\n>>>>>>> create-go-docker-0.1.0-h-1.0\r\n', 2],
    ['only a closing marker of something else', '>>>>>>> create-go-docker\n', undefined],
    ['an opening marker of something else', '<<<<<<< yours truly\n', undefined],
    [
      'a closing marker of an update after others',
      conflict.replace('theirs', 'create-go-docker-1'),
      1,
    ],
    ['in another order', '>>>>>>> theirs\n=======\n<<<<<<< ours\n', undefined],
    ['indented, as in a test of a parser', conflict.replaceAll(/^/gm, '  '), undefined],
  ])('%s', (_, text, line) => {
    expect(conflictMarker(file(text))).toBe(line)
  })
})
