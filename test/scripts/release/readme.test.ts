import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { absoluteLinks } from '../../../scripts/release/readme.ts'

const absolute = (text: string): string => absoluteLinks(text, 'acme/cgd', 'v1.0.0')
const pages = 'https://github.com/acme/cgd/blob/v1.0.0'
const raw = 'https://raw.githubusercontent.com/acme/cgd/v1.0.0'

test.each([
  ['a page', '[a](docs/a.md)', `[a](${pages}/docs/a.md)`],
  ['a page, from here', '[a](./a.md#b)', `[a](${pages}/a.md#b)`],
  ['a picture', '![a b](docs/p.svg)', `![a b](${raw}/docs/p.svg)`],
  ['two on a line', '[a](b) [c](d)', `[a](${pages}/b) [c](${pages}/d)`],
  ['an address', '[a](https://b.example/c)', '[a](https://b.example/c)'],
  ['a heading', '[a](#b)', '[a](#b)'],
])('%s', (_, text, expected) => {
  expect(absolute(text)).toBe(expected)
})

const readme = readFileSync('README.md', 'utf8')

test('no link of the README stays relative', () => {
  const targets = [...absolute(readme).matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target)
  expect(targets.length).toBeGreaterThan(5)
  expect(targets.filter((target) => !/^(https:\/\/|#)/.test(target))).toEqual([])
})

test.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md'])(
  'each link of %s leads to a file',
  (file) => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#]*)/g)]
    expect(links.map(([, path = '']) => path).filter((path) => !existsSync(path))).toEqual([])
  },
)

test('each link to a heading of the README leads to one', () => {
  const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  const anchors = [...readme.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor)
  expect(anchors.filter((anchor) => !headings.includes(anchor ?? ''))).toEqual([])
})
