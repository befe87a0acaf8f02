import { describe, expect, test } from 'vitest'
import { readCheckResult } from '../../../../bin/fleet/check-result.ts'
import { fleetOf } from '../../../../bin/fleet/fleet.ts'
import { fleetPage } from '../../../../bin/report/fleet/page.ts'
import { checked, failed, finding } from '../../fleet/results.ts'

const date = new Date('2026-12-24T23:30:00Z')

/** Returns the page of some results of checks, whose names are numbers unless given. */
function page(documents: readonly object[], name = (index: number) => `repository ${index}`) {
  const results = documents.map((document, index) => {
    const result = readCheckResult(JSON.parse(JSON.stringify(document)))
    if (typeof result === 'string') throw new Error(result)
    return { name: name(index), result }
  })
  return fleetPage(fleetOf(results), date)
}

/** Returns a report in which every text of unknown origin is `text`. */
function full(text: string): string {
  const more = { file: text, line: 3, message: text, remedy: text }
  const layers = [{ name: text, version: text, integrity: '' }]
  const body = { directory: text, layers }
  const documents = [
    failed(text, text),
    { ...checked('', [finding('error', more), finding('info', more)], body), version: text },
  ]
  return page(documents, () => text)
}

const tagsOf = (html: string) => html.match(/<[^>]*>/g)

/** Returns what a reader sees of a page. */
function shownIn(html: string): string {
  const marks = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
  return Object.entries(marks).reduce(
    (text, [entity, mark]) => text.replaceAll(entity, mark),
    html.replaceAll(/<[^>]*>/g, ''),
  )
}

describe('no text can change the page', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><b title="',
    "' onclick='alert(1)",
    '</style></title></details><!--',
    '&lt;b&gt; &amp; &#60;',
    '<',
    ']]>',
  ])('%s', (text) => {
    const [plain, hostile] = [full('plain'), full(text)]
    const escaped = (tag: string) => tag.replaceAll(/(title|aria-label)="[^"]*"/g, '$1=""')
    expect(tagsOf(hostile)?.map(escaped)).toEqual(tagsOf(plain)?.map(escaped))
    expect(shownIn(hostile)).toContain(text)
  })

  test('invisible characters are shown', () => {
    const html = full('a\u202eb\u0000c\u200bd\ud800\n')
    expect(html).toContain('a\\u{202e}b\\u{0}c\\u{200b}d\\u{d800}\\u{a}')
  })
})

test('the page is one file without scripts, and refers to nothing outside', () => {
  const html = full('x')
  expect(html).not.toMatch(/<script|<link|<iframe|<img|\b(src|href|on\w+)=|url\(|@import|https?:/i)
  expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'")
  expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true)
})

test('every element is closed, in order', () => {
  const open: string[] = []
  for (const tag of tagsOf(full('x')) ?? []) {
    const [, close, name = ''] = /^<(\/?)(\w*)/.exec(tag) ?? []
    if (['', 'meta', 'br'].includes(name)) continue
    if (close === '') open.push(name)
    else expect(open.pop()).toBe(name)
  }
  expect(open).toEqual([])
})

test('the page starts with the number of clean repositories, and the day', () => {
  const html = page([checked('a'), checked('b', [finding('error')])])
  expect(html).toContain('<title>1 of 2 repositories match their templates</title>')
  expect(html).toContain('<time datetime="2026-12-24">2026-12-24</time>')
  expect(page([checked('a')])).toContain('<title>1 of 1 repository matches its template</title>')
})

describe('the page is bounded', () => {
  test('by repository', () => {
    const findings = Array.from({ length: 10_000 }, () => finding('error'))
    const html = page([checked('a', findings)])
    expect(html.match(/<li><span/g)).toHaveLength(100)
    expect(html).toContain('10000 findings')
    expect(html).toContain('and 9900 more: create-go-docker check shows them')
  })

  test('by the number of repositories', () => {
    const html = page(Array.from({ length: 2001 }, () => checked('a')))
    expect(html.match(/<tbody>\n<tr>\n<th scope="row" title/g)).toHaveLength(2000)
    expect(html).toContain('and 1 more: --format json has them all')
  })

  test('by message', () => {
    const long = 'x'.repeat(100_000)
    expect(full(long).length).toBeLessThan(20_000)
    expect(page([failed(long, long)]).length).toBeLessThan(20_000)
  })

  test('by layer, version and path', () => {
    const layers = Array.from({ length: 1000 }, (_, index) => {
      return { name: 'x'.repeat(10_000), version: `${index}`.repeat(1000), integrity: '' }
    })
    const findings = Array.from({ length: 1000 }, (_, index) => {
      return finding('error', { file: `${index}`.repeat(1000) })
    })
    const html = page([checked('a', findings, { layers })])
    expect(html.length).toBeLessThan(100_000)
    expect(html).toContain('and 990 more')
    expect(html).toContain('and 994 more')
  })
})
