import { expect, test } from 'vitest'
import { rememberCyclic } from '../../../../generators/dockerize/go/remember.ts'

/** Asks for the first name that a name leads to and that leads to no others; counts the questions. */
function asking(graph: Readonly<Record<string, readonly string[]>>) {
  const types = rememberCyclic<string>()
  const asked: string[] = []
  return { ask, asked }

  function ask(name: string): string | undefined {
    return types(graph, name, () => {
      asked.push(name)
      const others = graph[name] ?? []
      if (others.length === 0) return name
      for (const other of others) {
        const found = ask(other)
        if (found !== undefined) return found
      }
      return undefined
    })
  }
}

test('what depends on itself in every way is undefined, and each question is computed once', () => {
  const names = Array.from({ length: 40 }, (_, at) => `n${at}`)
  const { ask, asked } = asking(Object.fromEntries(names.map((name) => [name, names])))
  expect(ask('n0')).toBeUndefined()
  expect(asked).toEqual(names)
})

test('a circle is left where another way leads out of it', () => {
  const { ask } = asking({ a: ['b', 'T'], b: ['a'] })
  expect([ask('a'), ask('b')]).toEqual(['T', 'T'])
})

test('an answer that no circle cut is kept, and so is that of the outermost question', () => {
  const { ask, asked } = asking({ a: ['b', 'T'], b: ['c', 'a', 'T'], c: ['T'] })
  for (const name of ['a', 'b', 'c', 'a', 'b', 'c']) ask(name)
  expect(asked).toEqual(['a', 'b', 'c', 'T'])
})

test('a long way is cut, and the rest of it is asked again', () => {
  const way = Array.from({ length: 200 }, (_, at) => [`n${at}`, [`n${at + 1}`]] as const)
  const { ask } = asking(Object.fromEntries(way))
  expect([ask('n0'), ask('n150'), ask('n199')]).toEqual([undefined, 'n200', 'n200'])
})
