import Handlebars from 'handlebars'
import { expect, test } from 'vitest'
import { dockerizeVariables } from '../../../generators/dockerize/variables.ts'
import { compile, variablesOf } from '../../../generators/layers/compile.ts'
import { contextOf } from '../../../generators/layers/context.ts'
import { readLayerFiles } from '../../../generators/layers/files.ts'
import { templateSuffix } from '../../../generators/layers/packed.ts'
import { render, TemplateError } from '../../../generators/layers/render.ts'
import { combinations } from '../../../generators/questions/combinations.ts'
import { options } from '../../../generators/questions/options.ts'

const known = new Set(['name', 'echo'])

test.each([
  ['prints a variable as it is', 'a {{name}} b', { name: `<&"'$&\`>` }, `a <&"'$&\`> b`],
  [
    'takes the lines of a true condition',
    'a\n{{#if echo}}\nb\n{{/if}}\nc\n',
    { echo: true },
    'a\nb\nc\n',
  ],
  ['leaves no gap if one is false', 'a\n{{#if echo}}\nb\n{{/if}}\nc\n', { echo: false }, 'a\nc\n'],
  ['has an else', '{{#if echo}}x{{else}}y{{/if}}', { echo: false }, 'y'],
  ['has unless', '{{#unless echo}}x{{/unless}}', { echo: false }, 'x'],
  ['lets an escaped tag through', 'a \\{{ github.ref }}', {}, 'a {{ github.ref }}'],
  ['keeps the indentation of a tag', '\t\t{{name}}\n', { name: 'x' }, '\t\tx\n'],
])('%s', (_title, source, context, expected) => {
  expect(render(compile('t', source, known), context)).toBe(expected)
})

test.each([
  ['an unknown variable', 'x\n{{nmae}}', 'line 2: unknown variable nmae'],
  [
    'an unknown variable that only an #if sees',
    '{{#if ehco}}x{{/if}}',
    'line 1: unknown variable ehco',
  ],
  ['a name that every object has', '{{constructor}}', 'unknown variable constructor'],
  ['a helper', '{{lookup name "x"}}', 'line 1: only {{variable}}'],
  ['a loop', '{{#each name}}x{{/each}}', 'line 1: only {{variable}}'],
  [
    'a condition in a condition',
    '{{#if echo}}\n{{#if name}}x{{/if}}{{/if}}',
    'line 2: only {{variable}}',
  ],
  ['else if', '{{#if echo}}{{else if name}}x{{/if}}', 'only {{variable}}'],
  ['an argument of a variable', '{{name x=1}}', 'line 1: only {{variable}}'],
  ['an argument of a condition', '{{#if echo includeZero=true}}x{{/if}}', 'only {{variable}}'],
  ['a variable of a block', '{{#if echo as |x|}}x{{/if}}', 'only {{variable}}'],
  ['a partial', '{{> name}}', 'line 1: only {{variable}}'],
  ['a part of a variable', '{{name.length}}', 'line 1: only {{variable}}'],
  ['the parent context', '{{../name}}', 'line 1: only {{variable}}'],
  ['data', '{{@root}}', 'line 1: only {{variable}}'],
  ['an open block', '{{#if echo}}', 'line 1: syntax error near {{#if echo}}'],
])('rejects %s and says where', (_title, source, message) => {
  const compiling = () => compile('base/Dockerfile.hbs', source, known)
  expect(compiling).toThrow(TemplateError)
  expect(compiling).toThrow('template base/Dockerfile.hbs')
  expect(compiling).toThrow(message)
})

test('a context that lacks a variable is an error, not a gap', () => {
  const rendering = () => render(compile('t', '{{#if echo}}{{/if}}', known), {})
  expect(rendering).toThrow(TemplateError)
  expect(rendering).toThrow('unknown variable echo')
})

test('Handlebars itself renders all templates of a service to the same text', () => {
  const handlebars = Handlebars.create()
  const templates = [...readLayerFiles('templates')].filter(
    ([path]) => path.endsWith(templateSuffix) && !path.startsWith('dockerize'),
  )
  expect(templates.length).toBeGreaterThan(20)
  for (const [path, { bytes }] of templates) {
    const source = bytes.toString()
    const reference = handlebars.compile(source, { strict: true, noEscape: true })
    for (const combination of combinations(options)) {
      const context = contextOf(
        { ...combination, name: 'svc', module: 'example.com/<svc>' },
        '1.2.3',
        options,
      )
      const compiled = compile(path, source, new Set(Object.keys(context)))
      expect(render(compiled, context), path).toBe(reference(context))
    }
  }
})

test.each([true, false])(
  'Handlebars itself renders the templates of dockerize to the same text, with conditions %s',
  (isTrue) => {
    const handlebars = Handlebars.create()
    const templates = [...readLayerFiles('templates')].filter(
      ([path]) => path.startsWith('dockerize') && path.endsWith(templateSuffix),
    )
    expect(templates.length).toBeGreaterThan(10)
    for (const [path, { bytes }] of templates) {
      const source = bytes.toString()
      const conditions = new Set(source.match(/(?<=\{\{#(?:if|unless) )\w+/g))
      const context = Object.fromEntries(
        dockerizeVariables.map((name) => [name, conditions.has(name) ? isTrue : `<${name}>`]),
      )
      const reference = handlebars.compile(source, { strict: true, noEscape: true })
      const compiled = compile(path, source, new Set(dockerizeVariables))
      expect(render(compiled, context), path).toBe(reference(context))
    }
  },
)

test('a template is compiled to slices of its text, without a copy of it', () => {
  const text = 'a\n{{#if echo}}\nb {{name}}\n{{else}}\nc\n{{/if}}\nd\n'
  expect(compile('t', text, known)).toEqual({
    text,
    pieces: [
      [0, 2],
      ['echo', [[15, 17], 'name', [25, 26]], [[35, 37]]],
      [45, 47],
    ],
  })
})

test('Handlebars itself renders whatever compiles to the same text', () => {
  const parts = [
    ...['x', '\n', ' \n', '\r\n', '\r', '\u2028', 'é😀\n', '\\{{', '\\\\{{name}}', '{{! a }}\n'],
    ...['{{name}}', '{{~name~}}', '{{{name}}}', '{{#if echo}}', '{{#unless echo~}}', '{{else}}'],
    ...['{{/if}}', '{{~/unless}}'],
  ]
  const pairs = parts.flatMap((a) => parts.map((b) => a + b))
  const texts = pairs.flatMap((pair) => parts.map((c) => `${pair}${c} {{name}}`))
  let same = 0
  for (const text of texts) {
    const ours = compiled(text)
    if (ours === undefined) continue
    const theirs = Handlebars.compile(text, { strict: true, noEscape: true })
    for (const echo of [true, false]) {
      const context = { name: '<n>', echo }
      expect(render(ours, context), JSON.stringify(text)).toBe(theirs(context))
      same += 1
    }
  }
  expect(same).toBeGreaterThan(4_000)
})

function compiled(text: string) {
  try {
    return compile('t', text, known)
  } catch {
    return undefined
  }
}

test('variables come with their lines', () => {
  expect(variablesOf('t', '{{name}}\n{{#if echo}}\n{{name}}\n{{/if}}')).toEqual([
    { variable: 'name', line: 1 },
    { variable: 'echo', line: 2 },
    { variable: 'name', line: 3 },
  ])
})
