import { describe, expect, test } from 'vitest'
import { rollUp } from '../../scripts/declarations/roll-up.ts'
import { testingDeclarations } from '../../scripts/declarations.ts'
import * as testing from '../../testing/index.ts'

const published = testingDeclarations()

describe('the published declarations', () => {
  // `npx vitest run test/scripts/declarations.test.ts -u` accepts a change of the API.
  test('are the ones that were reviewed: testing/api.d.ts', async () => {
    await expect(published['testing.d.ts']).toMatchFileSnapshot('../../testing/api.d.ts')
  })

  test('declare everything that the program exports, and import nothing', () => {
    const declared = published['testing.d.ts'].matchAll(
      /^export declare (?:function|const|class) (\w+)/gm,
    )
    expect([...declared].map(([, name]) => name).sort()).toEqual(Object.keys(testing).sort())
    expect(published['testing.d.ts']).not.toMatch(/^import|import\(|from '/m)
  })

  test('give vitest a matcher, with the types beside them', () => {
    expect(published['testing-vitest.d.ts']).toMatch(
      /^import .*MatchOptions.* from '\.\/testing\.js';$/m,
    )
    expect(published['testing-vitest.d.ts']).toContain("declare module 'vitest'")
  })
})

describe('a roll-up', () => {
  const rolled = (files: Readonly<Record<string, string>>) =>
    rollUp(new Map(Object.entries(files)), 'index.d.ts')

  test('contains what is exported and what that needs, each once, with its comment', () => {
    const files = {
      'index.d.ts': "export { type A, a } from './lib/a.ts';\n",
      'lib/a.d.ts': [
        "import type { B } from '../b.ts';",
        '/**',
        ' * An A, not an Unused.',
        ' */',
        'export interface A {',
        '    readonly b: B;',
        '}',
        '/** An overload. */',
        'export declare function a(b: B): A;',
        'export declare function a(): A;',
        'export declare const unused: number;',
        '',
      ].join('\n'),
      'b.d.ts':
        'export type B = Hidden | C;\ninterface Hidden {\n}\nexport type C = B;\nexport {};\n',
    }
    expect(rolled(files)).toBe(
      [
        '/**',
        ' * An A, not an Unused.',
        ' */',
        'export interface A {',
        '    readonly b: B;',
        '}',
        '/** An overload. */',
        'export declare function a(b: B): A;',
        'export declare function a(): A;',
        'type B = Hidden | C;',
        'interface Hidden {',
        '}',
        'type C = B;',
        'export {};',
        '',
      ].join('\n'),
    )
  })

  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a name with two meanings',
      {
        'index.d.ts': "export { a } from './a.ts';\nexport { b } from './b.ts';\n",
        'a.d.ts': 'type T = 1;\nexport declare const a: T;\n',
        'b.d.ts': 'type T = 2;\nexport declare const b: T;\n',
      },
      'T has two meanings: in b.d.ts and in a.d.ts',
    ],
    ['a renamed export', { 'index.d.ts': "export { a as b } from './a.ts';\n" }, 'a as b'],
    ['a default export', { 'index.d.ts': 'export default _default;\n' }, 'export default'],
    ['a namespace', { 'index.d.ts': "export * from './a.ts';\n" }, 'export * from'],
    [
      'a missing file',
      { 'index.d.ts': "export { a } from './a.ts';\n" },
      'cannot find a in a.d.ts',
    ],
    [
      'a type of a library',
      {
        'index.d.ts': "export { a } from './a.ts';\n",
        'a.d.ts': "import { B } from 'b';\nexport type a = B;\n",
      },
      'cannot find B in b',
    ],
  ])('of %s is an error', (_, files, message) => {
    expect(() => rolled(files)).toThrow(message)
  })
})
