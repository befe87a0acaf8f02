import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { render } from '../../../generators/layers/render.ts'
import { inScratch } from '../disk/disk.ts'
import { layerIn, putLayer, readOver, smallest, wrongIn } from './layers.ts'

/** Returns what is wrong with a layer that `make` writes. */
async function wrong(make: (folder: string) => void): Promise<readonly string[]> {
  return inScratch((folder) => {
    putLayer(folder, smallest, { 'a.txt': 'a\n' })
    make(folder)
    return wrongIn(readOver(folder))
  })
}

const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00])

describe('a layer is read', () => {
  test('the smallest one adds its files, with their modes', () =>
    inScratch((folder) => {
      const files = {
        'CODEOWNERS.hbs': '* @{{name}}\n',
        'a/run.sh': '#!/bin/sh\n',
        'a/b.png': image,
      }
      putLayer(folder, smallest, files)
      chmodSync(join(folder, 'files/a/run.sh'), 0o755)
      const { manifest, templates } = layerIn(readOver(folder))
      expect(manifest.files).toEqual(
        ['CODEOWNERS', 'a/b.png', 'a/run.sh'].map((path) => ({ path, verb: 'add' })),
      )
      expect([...templates]).toEqual([
        [
          'CODEOWNERS',
          { mode: '100644', source: { text: '* @{{name}}\n', pieces: [[0, 3], 'name', [11, 12]] } },
        ],
        ['a/b.png', { mode: '100644', source: image }],
        ['a/run.sh', { mode: '100755', source: Buffer.from('#!/bin/sh\n') }],
      ])
    }))

  test('without files, from a folder that is a link', () =>
    inScratch((folder) => {
      mkdirSync(join(folder, 'real'))
      putLayer(join(folder, 'real'), { ...smallest, answers: { database: { locked: 'redis' } } })
      symlinkSync('real', join(folder, 'link'))
      expect(layerIn(readOver(join(folder, 'link'))).templates.size).toBe(0)
    }))

  test('whatever else is in its folder is ignored', () =>
    inScratch((folder) => {
      putLayer(folder, smallest, { 'a.txt': 'a\n' })
      writeFileSync(join(folder, 'package.json'), '{')
      symlinkSync('/etc', join(folder, 'etc'))
      expect([...layerIn(readOver(folder)).templates.keys()]).toEqual(['a.txt'])
    }))

  test('its templates may use the variables of its own questions and choices', () =>
    inScratch((folder) => {
      const hint = 'x'
      const answers = {
        team: { kind: 'text', question: 'Team', default: '', hint },
        database: { choices: [{ value: 'valkey', hint }] },
      }
      const files = [{ path: 'a', when: 'valkey && ci' }]
      putLayer(
        folder,
        { ...smallest, answers, files },
        { 'a.hbs': '{{team}}{{#if valkey}}v{{/if}}' },
      )
      const { source } = layerIn(readOver(folder)).templates.get('a') ?? {}
      if (source === undefined || source instanceof Uint8Array) throw new Error('not compiled')
      expect(render(source, { team: 't', valkey: true })).toBe('tv')
    }))

  test('with a byte order mark in layer.json, as some editors write', () =>
    inScratch((folder) => {
      putLayer(folder, `\uFEFF${JSON.stringify(smallest)}`)
      expect(layerIn(readOver(folder)).manifest.name).toBe('company')
    }))
})

describe('the integrity', () => {
  const integrityOf = (folder: string) => layerIn(readOver(folder)).integrity

  test('is sha256- and the digest of the canonical form', () =>
    inScratch((folder) => {
      putLayer(folder, smallest, { a: 'x\n' })
      // As sha256sum prints it for the bytes that docs/layer.md describes.
      expect(integrityOf(folder)).toBe(
        'sha256-e7712b7953974000734057dca8f457fa031426d21170e99945355b467b967f3f',
      )
    }))

  test('depends on what a layer says and contains, and on nothing else', () =>
    inScratch((folder) => {
      const seen: string[] = []
      const changes = (act: () => void): void => {
        act()
        expect(seen).not.toContain(integrityOf(folder))
        seen.push(integrityOf(folder))
      }
      const rules = [{ path: 'a' }, { path: 'b', when: '!redis' }]
      changes(() => putLayer(folder, { ...smallest, files: rules }, { a: 'x', b: 'y' }))
      const first = integrityOf(folder)
      changes(() => putLayer(folder, { ...smallest, version: '1.0.1', files: rules }))
      changes(() => putLayer(folder, { ...smallest, files: [{ path: 'a' }] }))
      const moving = (rename: object) => () =>
        putLayer(folder, { ...smallest, migrations: [{ to: '1.0.0', rename }], files: rules })
      changes(moving({ b: 'x', '9': 'y' }))
      moving({ '9': 'y', b: 'x' })()
      expect(integrityOf(folder)).toBe(seen.at(-1))
      changes(moving({ b: 'y', '9': 'x' }))
      const code = (text: string, manifest: object) => {
        putLayer(folder, { ...smallest, files: rules, ...manifest })
        writeFileSync(join(folder, 'plopfile.js'), text)
        writeFileSync(join(folder, 'other.js'), text)
      }
      changes(() => code('1', { run: [['a', 'b']] }))
      changes(() => code('1', { run: [['a'], ['b']] }))
      changes(() => code('1', { plopfile: 'plopfile.js' }))
      changes(() => code('1', { plopfile: 'other.js' }))
      changes(() => code('2', { plopfile: 'plopfile.js' }))
      changes(() => putLayer(folder, { ...smallest, files: rules }, { a: 'z' }))
      changes(() => chmodSync(join(folder, 'files/a'), 0o755))
      chmodSync(join(folder, 'files/a'), 0o644)
      // The same: another order of rules and keys, spelled out defaults, more white space.
      const same = [
        { when: ' ! redis', path: 'b', verb: 'add' },
        { verb: 'add', path: 'a' },
      ]
      const { name, version } = smallest
      putLayer(folder, JSON.stringify({ files: same, version, name, $schema: 'x' }, undefined, 8), {
        a: 'x',
      })
      writeFileSync(join(folder, 'README.md'), 'more')
      expect(integrityOf(folder)).toBe(first)
    }))
})

describe('a plopfile', () => {
  const named = { ...smallest, plopfile: 'plopfile.js' }

  test('is read as it is', () =>
    inScratch((folder) => {
      putLayer(folder, named)
      writeFileSync(join(folder, 'plopfile.js'), 'export default 1')
      expect(layerIn(readOver(folder)).plopfile).toBe('export default 1')
    }))

  test.each<[string, (path: string) => void, string]>([
    ['that is missing', () => {}, 'the layer has no such file'],
    ['that is a link', (path) => symlinkSync('layer.json', path), 'it is not a regular file'],
    ['that is a folder', (path) => mkdirSync(path), 'it is not a regular file'],
    ['that is not text', (path) => writeFileSync(path, Buffer.of(0xff)), 'it is not UTF-8 text'],
    ['of 2 MB', (path) => writeFileSync(path, ' '.repeat(2 ** 21)), 'it is larger than 1 MB'],
  ])('%s is refused', (_, make, message) =>
    inScratch((folder) => {
      putLayer(folder, named)
      make(join(folder, 'plopfile.js'))
      expect(wrongIn(readOver(folder))).toEqual([expect.stringContaining(message)])
    }),
  )
})

describe('a layer that is not there is refused:', () => {
  test.each<[string, (folder: string) => string, string]>([
    ['no folder', (folder) => join(folder, 'missing'), 'there is no layer in '],
    ['no layer.json', (folder) => folder, 'layer.json'],
  ])('%s', (_, at, message) =>
    inScratch((folder) => {
      expect(wrongIn(readOver(at(folder)))).toContainEqual(expect.stringContaining(message))
    }),
  )
})

describe('a link is never followed:', () => {
  const link = (to: string, path: string) => (folder: string) => {
    symlinkSync(to, join(folder, path))
  }

  test.each<[string, (folder: string) => void, string]>([
    [
      'a file out of the layer',
      link('/etc/hostname', 'files/b'),
      "layer's files/b cannot be used: it is a symbolic link",
    ],
    [
      'a folder out of the layer',
      link('/etc', 'files/b'),
      'files/b cannot be used: it is a symbolic link',
    ],
    [
      'a file in the layer',
      link('a.txt', 'files/b'),
      'files/b cannot be used: it is a symbolic link',
    ],
    [
      'a link to nowhere',
      link('nowhere', 'files/b'),
      'files/b cannot be used: it is a symbolic link',
    ],
    ['a link to itself', link('b', 'files/b'), 'files/b cannot be used: it is a symbolic link'],
  ])('%s', async (_, make, message) => {
    expect(await wrong(make)).toEqual([expect.stringContaining(message)])
  })

  test('files/ itself', () =>
    inScratch((folder) => {
      putLayer(folder, smallest)
      symlinkSync('/etc', join(folder, 'files'))
      expect(wrongIn(readOver(folder))).toEqual([
        "the layer's files cannot be used: it is not a folder",
      ])
    }))

  test('layer.json itself', () =>
    inScratch((folder) => {
      writeFileSync(join(folder, 'real.json'), JSON.stringify(smallest))
      symlinkSync('real.json', join(folder, 'layer.json'))
      expect(wrongIn(readOver(folder))).toEqual([
        "the layer's layer.json cannot be used: it is not a regular file",
      ])
    }))
})

describe('what is too large is not read:', () => {
  const bytes = (path: string, size: number) => (folder: string) => {
    writeFileSync(join(folder, path), '')
    truncateSync(join(folder, path), size)
  }
  const many = (count: number, size: number) => (folder: string) => {
    for (let index = 0; index < count; index++) bytes(`files/${index}`, size)(folder)
  }

  test.each<[string, (folder: string) => void, string]>([
    [
      'a file of more than 1 MB',
      bytes('files/b', 1024 * 1024 + 1),
      'files/b cannot be used: it is larger than 1 MB',
    ],
    [
      'a file of a terabyte',
      bytes('files/b', 2 ** 40),
      'files/b cannot be used: it is larger than 1 MB',
    ],
    [
      'a layer.json of more than 1 MB',
      bytes('layer.json', 1024 * 1024 + 1),
      'layer.json cannot be used: it is larger than 1 MB',
    ],
    ['2,001 files', many(2000, 0), 'it has more than 2000 files and folders'],
    ['more than 16 MB', many(17, 1024 * 1024), 'files cannot be used: it has more than 16 MB'],
    [
      'folders that are nested deeply',
      (folder) => mkdirSync(join(folder, 'files', 'd/'.repeat(21)), { recursive: true }),
      'it is more than 20 folders deep',
    ],
  ])('%s', async (_, make, message) => {
    expect(await wrong(make)).toEqual([expect.stringContaining(message)])
  })

  test('the largest layer is read', async () => {
    expect(await wrong(many(15, 1024 * 1024))).toEqual([])
    expect(await wrong(many(1998, 1))).toEqual([])
    const deep = (folder: string) =>
      mkdirSync(join(folder, 'files', 'd/'.repeat(19)), { recursive: true })
    expect(await wrong(deep)).toEqual([])
  })
})

describe('a path that is unsafe anywhere is refused:', () => {
  const put =
    (...paths: readonly string[]) =>
    (folder: string) =>
      putLayer(folder, smallest, Object.fromEntries(paths.map((path) => [path, 'x'])))

  test.each<[string, (folder: string) => void, string]>([
    ['a backslash', put('a\\..\\b'), 'files/a\\..\\b cannot be used: it contains a backslash'],
    ['a drive', put('C:x'), 'files/C:x cannot be used: it starts with a drive letter'],
    ['a stream of Windows', put('x:y'), 'it starts with a drive letter'],
    ['a question mark', put('x?y'), 'a character that Windows forbids'],
    [
      'a reserved name',
      put('aux.txt'),
      'files/aux.txt cannot be used: aux.txt is a reserved device',
    ],
    [
      'a reserved name once rendered',
      put('nul.hbs'),
      'files/nul cannot be used: nul is a reserved',
    ],
    ['a folder of git', put('.git/hooks/pre-commit'), '.git belongs to git'],
    ['a folder of git by its short name', put('GIT~1/config'), 'GIT~1 belongs to git'],
    ['a folder of git once macOS reads it', put('.g\u200Dit/config'), 'an invisible or invalid'],
    ['a control character', put('a\u001bb'), 'a control character'],
    ['a dot at the end', put('a.'), 'ends with a dot or a space'],
    ['only .hbs', put('.hbs'), 'it is empty'],
    ['the record', put('go-docker.json'), 'go-docker.json belongs to create-go-docker'],
    ['the record in upper case', put('GO-DOCKER.LOCK.JSON'), 'go-docker.lock.json belongs to'],
    ['the record once rendered', put('go-docker.json.hbs'), 'go-docker.json belongs to'],
    ['a folder in place of the record', put('go-docker.json/a'), 'belongs to create-go-docker'],
    ['our reserved prefix', put('.create-go-docker-1/run.json'), 'is reserved for files of create'],
    ['two names that differ in case', put('b', 'B'), 'are the same name on some file systems'],
    ['two names that differ in form', put('\u00e9', 'e\u0301'), 'are the same name on some'],
    ['folders that differ in case', put('b/x', 'B/y'), 'are the same name on some file systems'],
    ['a file and its template', put('b', 'b.hbs'), 'the path is listed twice'],
    ['a file and a folder once rendered', put('b.hbs', 'b/c'), "can't be a file and a directory"],
  ])('%s', async (_, make, message) => {
    expect(await wrong(make)).toContainEqual(expect.stringContaining(message))
  })

  test('a path of the record is one problem', async () => {
    expect(await wrong(put('go-docker.json'))).toHaveLength(1)
  })

  test('%2e%2e is a name like any other, because nothing decodes it', async () => {
    expect(await wrong(put('%2e%2e/b'))).toEqual([])
  })
})

describe('a template can only print and branch:', () => {
  test.each(
    [
      ['{{constructor}}', 'line 1: unknown variable constructor'],
      ['{{__proto__}}', 'line 1: unknown variable __proto__'],
      ['{{[constructor]}}', 'line 1: unknown variable'],
      ['\n{{nmae}}', 'line 2: unknown variable nmae'],
      ['{{{nope}}}', 'line 1: unknown variable nope'],
      ['{{&nope}}', 'line 1: unknown variable nope'],
      ['{{#if nope}}{{/if}}', 'line 1: unknown variable nope'],
      ['{{#if redis}}{{nope}}{{/if}}', 'line 1: unknown variable nope'],
      ['{{name.constructor}}', 'line 1: only {{variable}}'],
      ['{{constructor.constructor "x"}}', 'line 1: only {{variable}}'],
      ['{{lookup . "constructor"}}', 'line 1: only {{variable}}'],
      ['{{lookup}}', 'line 1: unknown variable lookup'],
      ['{{#with name}}{{/with}}', 'line 1: only {{variable}}'],
      ['{{#each name}}{{/each}}', 'line 1: only {{variable}}'],
      ['{{> partial}}', 'line 1: only {{variable}}'],
      ['{{#> partial}}{{/partial}}', 'line 1: only {{variable}}'],
      ['{{> ../../../etc/passwd}}', 'line 1'],
      ['{{#*inline "x"}}{{/inline}}', 'line 1: only {{variable}}'],
      ['{{* decorator}}', 'line 1: only {{variable}}'],
      ['{{@root}}', 'line 1: only {{variable}}'],
      ['{{../name}}', 'line 1: only {{variable}}'],
      ['{{this}}', 'line 1: only {{variable}}'],
      ['{{"name"}}', 'line 1: only {{variable}}'],
      ['{{name (lookup . "x")}}', 'line 1: only {{variable}}'],
      ['{{name x=1}}', 'line 1: only {{variable}}'],
      ['{{{{raw}}}}{{x}}{{{{/raw}}}}', 'line 1: only {{variable}}'],
      ['{{#if redis}}{{#if alpine}}{{/if}}{{/if}}', 'line 1: only {{variable}}'],
      ['{{#if redis}}{{else if alpine}}{{/if}}', 'line 1: only {{variable}}'],
      ['{{#if redis as |x|}}{{x}}{{/if}}', 'line 1: only {{variable}}'],
      ['a\n{{#if redis}}', 'line 2: syntax error near a{{#if redis}}'],
      ['{{#if redis}}\n{{/unless}}', "line 1: if doesn't match unless"],
      ['{{#if redis}}'.repeat(50_000), 'it is nested too deeply'],
      [`{{#if redis}}${'{{else if redis}}'.repeat(40_000)}{{/if}}`, 'it is nested too deeply'],
      [`{{name ${'(x '.repeat(50_000)}${')'.repeat(50_000)}}}`, 'it is nested too deeply'],
      ['{{name}}'.repeat(50_001), 'its templates have more than 50000 tags'],
      ['\\{{'.repeat(50_001), 'its templates have more than 50000 tags'],
    ].map(([text = '', message = '']) => [text.slice(0, 60), text, message]),
  )('%s', async (_, text = '', message = '') => {
    const found = await wrong((folder) => putLayer(folder, smallest, { 'b.hbs': text }))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
    expect(found[0]).toMatch(/^layer company(, template b\.hbs)?[,:] /)
  })

  test('three braces print a known variable as two do', () =>
    inScratch((folder) => {
      putLayer(folder, smallest, { 'a.hbs': '{{{name}}}' })
      const { source } = layerIn(readOver(folder)).templates.get('a') ?? {}
      if (source === undefined || source instanceof Uint8Array) throw new Error('not compiled')
      expect(render(source, { name: '<svc>' })).toBe('<svc>')
    }))

  test('a template that is not UTF-8 is refused', async () => {
    const found = await wrong((folder) => putLayer(folder, smallest, { 'b.hbs': image }))
    expect(found).toEqual(['layer company, template b.hbs: it is not UTF-8 text'])
  })

  test('what is not a template is copied, whatever it contains', async () => {
    const text = '{{> partial}}{{#if}}{{ secrets.X }}'
    expect(await wrong((folder) => putLayer(folder, smallest, { b: text }))).toEqual([])
  })
})

describe('a rule and its file belong together:', () => {
  const rules = (files: readonly object[]) => (folder: string) =>
    putLayer(folder, { ...smallest, files }, { 'b.hbs': 'b' })

  test.each([
    [[{ path: 'c' }], 'the rule for "c" has no file in files/'],
    [[{ path: 'c', verb: 'replace' }], 'the rule for "c" has no file in files/'],
    [[{ path: 'c', verb: 'append-block' }], 'the rule for "c" has no file in files/'],
    [[{ path: 'b.hbs' }], 'the rule for "b.hbs" has no file in files/'],
    [[{ path: 'b', verb: 'delete' }], 'the rule for "b" deletes it, but files/ has it'],
    [[{ path: 'b', when: 'nope || redis' }], 'unknown variable nope in "when"'],
    // A text would never hold.
    [[{ path: 'b', when: 'module' }], 'unknown variable module in "when"'],
    [[{ path: 'b', when: 'constructor' }], 'unknown variable constructor in "when"'],
  ])('%j', async (files, message) => {
    expect(await wrong(rules(files))).toEqual([expect.stringContaining(message)])
  })

  test('a file may be deleted that the layer does not have', async () => {
    expect(await wrong(rules([{ path: 'c', verb: 'delete' }]))).toEqual([])
  })

  test('the suffix of a template is named', () =>
    inScratch((folder) => {
      rules([{ path: 'b.hbs' }])(folder)
      expect(readOver(folder)).toMatchObject({ problems: [{ fix: 'Omit .hbs in the rule: b' }] })
    }))
})

describe('a layer.json that cannot be read is refused:', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['not JSON', '{"name": ', 'layer.json: it is not valid JSON: Unexpected end'],
    ['empty', '', 'layer.json: it is not valid JSON: Unexpected end'],
    ['not UTF-8', image, 'layer.json: it is not UTF-8 text'],
    ['an array nested deeply', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'nested too deeply'],
    [
      'objects nested deeply',
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      'nested too deeply',
    ],
  ])('%s', async (_, text, message) => {
    const found = await wrong((folder) => writeFileSync(join(folder, 'layer.json'), text))
    expect(found).toEqual([expect.stringContaining(message)])
  })
})

test('everything that is wrong is said at once', async () => {
  const found = await wrong((folder) => {
    putLayer(
      folder,
      { ...smallest, version: '1', files: [{ path: '../x' }] },
      {
        'b.hbs': '{{> x}}',
        'c.hbs': '{{#each}}{{/each}}',
        'aux.txt': '',
        // Whether it is known is not known without the questions of the layer.
        'd.hbs': '{{team}}',
      },
    )
  })
  expect(found).toEqual([
    expect.stringContaining('version: "1" is not a version'),
    expect.stringContaining('"../x" cannot be used'),
    expect.stringContaining('files/aux.txt cannot be used'),
    expect.stringContaining('this layer, template b.hbs, line 1'),
    expect.stringContaining('this layer, template c.hbs, line 1'),
  ])
})

test('every unknown variable of every template is named, with what was meant', () =>
  inScratch((folder) => {
    putLayer(folder, smallest, { 'a.hbs': '{{nmae}}\n{{modul}}\n', 'b.hbs': '{{zzzzzz}}' })
    const reading = readOver(folder)
    expect('problems' in reading && reading.problems).toEqual([
      {
        what: 'layer company, template a.hbs, line 1: unknown variable nmae',
        fix: 'Did you mean name?',
        file: 'files/a.hbs',
        line: 1,
      },
      {
        what: 'layer company, template a.hbs, line 2: unknown variable modul',
        fix: 'Did you mean module?',
        file: 'files/a.hbs',
        line: 2,
      },
      {
        what: 'layer company, template b.hbs, line 1: unknown variable zzzzzz',
        fix: expect.any(String),
        file: 'files/b.hbs',
        line: 1,
      },
    ])
  }))
