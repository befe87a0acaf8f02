import { expect, test } from 'vitest'
import { mergeGoMod } from '../../../generators/update/go-mod.ts'

const mod = (requires: readonly string[], more = '', go = '1.26.0', module = 'example.com/svc') => {
  const groups = [false, true].map((isIndirect) =>
    requires.filter((line) => line.endsWith('// indirect') === isIndirect),
  )
  const blocks = groups.flatMap((lines) => {
    if (lines.length === 0) return []
    if (lines.length === 1) return [`require ${lines[0]}\n`]
    return [`require (\n${lines.map((line) => `\t${line}\n`).join('')})\n`]
  })
  return `module ${module}\n\ngo ${go}\n\n${blocks.join('\n')}${more}`
}

const redis = mod(['r.example/redis v9.1.0', 'x.example/hash v2.0.0 // indirect'])
const postgres = mod(['p.example/pgx v5.1.0', 'x.example/text v0.4.0 // indirect'])

test.each<[string, string, string, string, string | undefined]>([
  [
    'a requirement of the user stays, and everything that it may need',
    redis,
    mod(['o.example/own v1.0.0', 'r.example/redis v9.1.0', 'x.example/hash v2.0.0 // indirect']),
    postgres,
    mod([
      'o.example/own v1.0.0',
      'p.example/pgx v5.1.0',
      'r.example/redis v9.1.0',
      'x.example/hash v2.0.0 // indirect',
      'x.example/text v0.4.0 // indirect',
    ]),
  ],
  [
    'without one, what the template no longer needs goes',
    redis,
    mod(['r.example/redis v9.1.0', 'x.example/hash v2.0.0 // indirect'], '\n// mine\n'),
    postgres,
    mod(['p.example/pgx v5.1.0', 'x.example/text v0.4.0 // indirect'], '\n// mine\n'),
  ],
  [
    'a newer version of the user stays, and the template’s newer one is taken',
    mod(['a.example/a v1.0.0', 'b.example/b v1.0.0']),
    mod(['a.example/a v1.9.0', 'b.example/b v1.0.1']),
    mod(['a.example/a v1.5.0', 'b.example/b v1.10.0']),
    mod(['a.example/a v1.9.0', 'b.example/b v1.10.0']),
  ],
  [
    'the template may go back to an older version that the user left',
    mod(['a.example/a v1.5.0']),
    mod(['a.example/a v1.5.0', 'o.example/own v1.0.0']),
    mod(['a.example/a v1.4.0']),
    mod(['a.example/a v1.4.0', 'o.example/own v1.0.0']),
  ],
  [
    'a requirement that the user removed stays away while the template is silent',
    mod(['a.example/a v1.0.0', 'b.example/b v1.0.0']),
    mod(['a.example/a v1.0.0']),
    mod(['a.example/a v1.1.0', 'b.example/b v1.0.0']),
    mod(['a.example/a v1.1.0']),
  ],
  [
    'the newer go line is taken',
    mod(['a.example/a v1.0.0'], '', '1.25.0'),
    mod(['a.example/a v1.0.0'], '', '1.27.0'),
    mod(['a.example/a v1.0.0'], '', '1.26.0'),
    mod(['a.example/a v1.0.0'], '', '1.27.0'),
  ],
  [
    'a module path that the template changed is taken',
    redis,
    mod(['o.example/own v1.0.0', 'r.example/redis v9.1.0', 'x.example/hash v2.0.0 // indirect']),
    mod(['r.example/redis v9.1.0', 'x.example/hash v2.0.0 // indirect'], '', '1.26.0', 'new'),
    mod(
      ['o.example/own v1.0.0', 'r.example/redis v9.1.0', 'x.example/hash v2.0.0 // indirect'],
      '',
      '1.26.0',
      'new',
    ),
  ],
  [
    'a go.mod without requirements gets them',
    mod([]),
    'module example.com/svc\n\ngo 1.26.0\n\ntool x.example/tool\n',
    mod(['a.example/a v1.0.0']),
    'module example.com/svc\n\ngo 1.26.0\n\ntool x.example/tool\n\nrequire a.example/a v1.0.0\n',
  ],
  [
    'another directive that the template changed is merged as a text',
    redis,
    redis,
    mod(['r.example/redis v9.1.0'], '\nreplace a => b\n'),
    undefined,
  ],
  [
    'a requirement of another form is merged as a text',
    redis,
    redis.replace(' v9', ' "v9"'),
    postgres,
    undefined,
  ],
  ['an open block is merged as a text', redis, `${redis}require (\n`, postgres, undefined],
])('%s', (_, base, ours, theirs, merged) => {
  expect(mergeGoMod({ base, ours, theirs })).toBe(merged)
})
